using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Which method a virtual or interface call runs for which type.</summary>
internal sealed class VirtualSlots(WorkerAssemblies assemblies)
{
    private readonly Dictionary<TypeDefinition, (List<TypeDefinition> Own, bool Foreign)> interfaces = [];

    /// <summary>The method that first declared what <paramref name="method"/> overrides; null if that is not the repository's own.</summary>
    public MethodDefinition? Root(MethodDefinition method)
    {
        if (method.DeclaringType.IsInterface || method.IsNewSlot) return method;
        MethodDefinition root = method;
        for (TypeReference? type = method.DeclaringType.BaseType; type is not null;)
        {
            if (assemblies.Find(type) is not { } definition) return null; // a library's type may declare it, and then call it
            if (definition.Methods.FirstOrDefault(candidate => candidate.IsVirtual && SameShape(candidate, method)) is { } overridden)
            {
                root = overridden;
                if (overridden.IsNewSlot) return overridden;
            }
            type = definition.BaseType;
        }
        return root;
    }

    /// <summary>Type and its own base types, most derived first.</summary>
    public IEnumerable<TypeDefinition> Chain(TypeDefinition type)
    {
        for (TypeDefinition? current = type; current is not null; current = current.BaseType is null ? null : assemblies.Find(current.BaseType))
            yield return current;
    }

    /// <summary>Every own interface of a type, inherited ones too; <paramref name="foreign"/> tells whether any other is a library's.</summary>
    public IReadOnlyList<TypeDefinition> Interfaces(TypeDefinition type, out bool foreign)
    {
        if (!interfaces.TryGetValue(type, out (List<TypeDefinition> Own, bool Foreign) known)) interfaces.Add(type, known = FindInterfaces(type));
        foreign = known.Foreign;
        return known.Own;
    }

    /// <summary>What a call of <paramref name="slot"/> may run on an object of <paramref name="type"/>.</summary>
    public IEnumerable<MethodDefinition> Implementations(TypeDefinition type, MethodDefinition slot)
    {
        if (slot.DeclaringType.IsInterface)
            return Interfaces(type, out _).Contains(slot.DeclaringType) || type == slot.DeclaringType ? OfInterface(type, slot) : [];
        return Chain(type).SelectMany(part => part.Methods)
            .Where(method => method.IsVirtual && (method == slot || (SameShape(method, slot) && Root(method) == slot))).Take(1);
    }

    /// <summary>Overrides of <paramref name="type"/> that a library may call whenever it gets an object of it.</summary>
    public IEnumerable<MethodDefinition> CalledByLibraries(TypeDefinition type)
    {
        Interfaces(type, out bool foreign);
        return Chain(type).SelectMany(part => part.Methods).Where(method =>
            method.IsVirtual && !method.IsAbstract && (Root(method) is null || method.Overrides.Any(IsForeign) || (foreign && method.IsNewSlot)));
    }

    private (List<TypeDefinition> Own, bool Foreign) FindInterfaces(TypeDefinition type)
    {
        var own = new List<TypeDefinition>();
        bool foreign = false;
        var waiting = new Queue<TypeReference>(Chain(type).SelectMany(part => part.Interfaces).Select(implementation => implementation.InterfaceType));
        while (waiting.TryDequeue(out TypeReference? next))
        {
            if (assemblies.Find(next) is not { } definition) foreign = true;
            else if (!own.Contains(definition))
            {
                own.Add(definition);
                foreach (InterfaceImplementation inner in definition.Interfaces) waiting.Enqueue(inner.InterfaceType);
            }
        }
        return (own, foreign);
    }

    private bool IsForeign(MethodReference method) => !assemblies.IsOwn(method.DeclaringType);

    // Explicit implementations first, then those of the same shape, then the interface's own body.
    private IEnumerable<MethodDefinition> OfInterface(TypeDefinition type, MethodDefinition slot)
    {
        var candidates = Chain(type).SelectMany(part => part.Methods).ToList();
        MethodDefinition? found = candidates.Find(method => method.Overrides.Any(over => assemblies.Find(over) == slot))
            ?? candidates.Find(method => (method.IsVirtual || slot.IsStatic) && SameShape(method, slot));
        // An interface may also implement the slot of one that it extends.
        var defaults = Interfaces(type, out _).SelectMany(part => part.Methods).Where(method => method.Overrides.Any(over => assemblies.Find(over) == slot));
        return found is not null ? [found] : slot.HasBody ? [slot, .. defaults] : defaults;
    }

    // Type parameters may be bound differently on both sides, so of them only their number counts: more may match, never fewer.
    private static bool SameShape(MethodDefinition one, MethodDefinition other) =>
        one.Name == other.Name && one.Parameters.Count == other.Parameters.Count && one.GenericParameters.Count == other.GenericParameters.Count
        && one.Parameters.Zip(other.Parameters).All(pair => Alike(pair.First.ParameterType, pair.Second.ParameterType));

    private static bool Alike(TypeReference one, TypeReference other) =>
        one.ContainsGenericParameter || other.ContainsGenericParameter || one.FullName == other.FullName;
}
