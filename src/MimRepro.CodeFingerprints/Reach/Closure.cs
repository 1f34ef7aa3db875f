using System.Security.Cryptography;
using MimRepro.Pipeline;
using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Everything that can run when a step of one kind runs, found by rapid type analysis.</summary>
/// <remarks>Bacon and Sweeney, OOPSLA 1996: a virtual call reaches the overrides of types of which reached code makes objects.</remarks>
internal sealed class Closure
{
    private readonly WorkerAssemblies assemblies;
    private readonly MethodTexts texts;
    private readonly DispatchTable table;
    private readonly MethodDefinition entry;
    private readonly VirtualSlots slots;
    private readonly SerializedTypes serialized;
    private readonly Queue<MethodDefinition> waiting = new();
    private readonly HashSet<MethodDefinition> methods = [];
    private readonly HashSet<MethodDefinition> dispatched = [];
    private readonly HashSet<TypeDefinition> created = [];
    private readonly HashSet<TypeDefinition> inspected = [];
    private readonly HashSet<TypeDefinition> serializedNow = [];
    private readonly HashSet<TypeDefinition> contexts = [];
    private readonly HashSet<ModuleDefinition> modules = [];
    private readonly HashSet<string> whole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeNode> nodes = new(StringComparer.Ordinal);

    private Closure(WorkerAssemblies assemblies, MethodTexts texts, DispatchTable table, string kind, IReadOnlySet<string> recipeDiscriminators)
    {
        this.assemblies = assemblies;
        this.texts = texts;
        this.table = table;
        entry = table.Entry(kind);
        slots = new VirtualSlots(assemblies);
        serialized = new SerializedTypes(assemblies, recipeDiscriminators);
    }

    public IReadOnlyCollection<CodeNode> Nodes => nodes.Values;

    public HashSet<string> Assemblies { get; } = new(StringComparer.Ordinal);

    public HashSet<string> NativeLibraries { get; } = new(StringComparer.Ordinal);

    public HashSet<Unfollowed> Unfollowed { get; } = [];

    /// <param name="assemblies">The worker's own assemblies.</param>
    /// <param name="texts">Canonical texts, shared by all kinds.</param>
    /// <param name="table">Where the worker looks kinds up.</param>
    /// <param name="kind">Kind of step.</param>
    /// <param name="recipeDiscriminators">Names of variants that the recipe holds.</param>
    public static Closure Of(WorkerAssemblies assemblies, MethodTexts texts, DispatchTable table, string kind, IReadOnlySet<string> recipeDiscriminators)
    {
        var closure = new Closure(assemblies, texts, table, kind, recipeDiscriminators);
        closure.Reach(assemblies.Worker.EntryPoint);
        closure.Reach(closure.entry);
        while (closure.waiting.TryDequeue(out MethodDefinition? method)) closure.Visit(method);
        return closure;
    }

    private void Reach(MethodDefinition? method)
    {
        if (method is not null && !GeneratedCode.IsPart(method) && !GeneratedCode.IsBoilerplate(method.DeclaringType) && methods.Add(method)) waiting.Enqueue(method);
    }

    private void Visit(MethodDefinition method)
    {
        TypeDefinition type = method.DeclaringType;
        if (modules.Add(method.Module)) Reach(Initialiser(method.Module.Types[0]));
        if (method == table.Initialiser)
        {
            AddNode(SymbolicNames.Readable(method), SymbolicNames.Readable(method), [SymbolicNames.Readable(entry), "", "", ""], null);
            return;
        }
        if (SerializedTypes.ContextOf(method) is { } context)
        {
            AddContext(context);
            return;
        }
        if (!type.IsBeforeFieldInit && (method.IsStatic || method.IsConstructor)) Reach(Initialiser(type));
        MethodSummary summary = texts.Of(method);
        AddNode(MethodTexts.KeyOf(method), SymbolicNames.Readable(method), summary.Hashes, summary.Location);
        Follow(summary.Uses);
    }

    private void Follow(Uses uses)
    {
        foreach (MethodDefinition called in uses.Called) Reach(called);
        foreach (MethodDefinition slot in uses.Dispatched) Dispatch(slot);
        foreach (TypeDefinition type in uses.Created) Create(type);
        foreach (TypeDefinition type in uses.Statics) Reach(Initialiser(type));
        foreach (TypeDefinition type in uses.Mentioned.Where(type => type is { IsValueType: true, IsEnum: false })) Create(type);
        foreach (TypeDefinition type in uses.Inspected) Inspect(type);
        foreach (TypeDefinition type in uses.FieldsWalked) AddShape("members of " + SymbolicNames.Readable(type), type, TypeShape.OfMembers(assemblies, type));
        foreach ((string assembly, string name) in uses.Resources) AddResources(assembly, name);
        foreach (string assembly in uses.Whole) AddWhole(assembly);
        Assemblies.UnionWith(uses.Assemblies);
        NativeLibraries.UnionWith(uses.NativeLibraries);
        Unfollowed.UnionWith(uses.Unfollowed);
    }

    private void Dispatch(MethodDefinition method)
    {
        // Overrides of a library's slot are reached with the type that has them.
        if (slots.Root(method) is not { } slot || !dispatched.Add(slot)) return;
        foreach (TypeDefinition type in created.ToList())
            foreach (MethodDefinition implementation in slots.Implementations(type, slot)) Reach(implementation);
    }

    private void Create(TypeDefinition type)
    {
        if (GeneratedCode.IsPart(type) || GeneratedCode.IsBoilerplate(type) || !created.Add(type)) return;
        if (!type.IsBeforeFieldInit) Reach(Initialiser(type));
        foreach (TypeDefinition part in slots.Chain(type)) AddShape("shape of " + SymbolicNames.Readable(part), part, TypeShape.OfObject(assemblies, part));
        foreach (MethodDefinition method in slots.CalledByLibraries(type)) Reach(method);
        foreach (MethodDefinition slot in dispatched.ToList())
            foreach (MethodDefinition implementation in slots.Implementations(type, slot)) Reach(implementation);
    }

    private void Inspect(TypeDefinition type)
    {
        if (!inspected.Add(type)) return;
        if (type.IsEnum) AddShape("members of " + SymbolicNames.Readable(type), type, TypeShape.OfMembers(assemblies, type));
        // Static members of an interface run on a type that generic code is given, without any object of it.
        if (type.HasInterfaces && type.Methods.Any(method => method is { IsStatic: true, HasBody: true } && (method.HasOverrides || method.IsPublic))) ReachStaticSlots(type);
        if (serialized.IsListed(type)) Serialize(type);
    }

    private void ReachStaticSlots(TypeDefinition type)
    {
        foreach (MethodDefinition slot in slots.Interfaces(type, out _).SelectMany(part => part.Methods).Where(method => method is { IsStatic: true, IsVirtual: true }))
            foreach (MethodDefinition implementation in slots.Implementations(type, slot)) Reach(implementation);
    }

    private void AddContext(TypeDefinition context)
    {
        if (!contexts.Add(context)) return;
        AddShape("options of " + SymbolicNames.Readable(context), context, TypeShape.OfAttributes(assemblies, context, SerializedTypes.ListAttribute));
        serialized.AddContext(context);
        foreach (TypeDefinition type in inspected.Where(serialized.IsListed).ToList()) Serialize(type);
    }

    private void Serialize(TypeDefinition type)
    {
        var more = new Queue<TypeDefinition>([type]);
        while (more.TryDequeue(out TypeDefinition? next))
        {
            if (!serializedNow.Add(next)) continue;
            AddShape("members of " + SymbolicNames.Readable(next), next, TypeShape.OfMembers(assemblies, next));
            if (next.IsEnum) continue;
            Create(next);
            foreach (MethodDefinition member in SerializedTypes.Members(next)) Reach(member);
            foreach (TypeDefinition part in serialized.Parts(next)) more.Enqueue(part);
        }
    }

    private void AddWhole(string assembly)
    {
        if (!whole.Add(assembly)) return;
        ModuleDefinition module = assemblies.All.First(candidate => candidate.Name.Name == assembly).MainModule;
        AddResources(assembly, "");
        foreach (TypeDefinition type in module.GetTypes().Where(type => !GeneratedCode.IsPart(type)))
        {
            AddShape("members of " + SymbolicNames.Readable(type), type, TypeShape.OfMembers(assemblies, type));
            if (!type.IsAbstract && !type.IsInterface) Create(type);
            foreach (MethodDefinition method in type.Methods) Reach(method);
        }
    }

    private void AddResources(string assembly, string name)
    {
        ModuleDefinition module = assemblies.All.First(candidate => candidate.Name.Name == assembly).MainModule;
        bool known = module.Resources.Any(resource => resource.Name == name);
        foreach (EmbeddedResource resource in module.Resources.OfType<EmbeddedResource>().Where(resource => !known || resource.Name == name))
        {
            string label = $"embedded file {resource.Name} of {assembly}";
            AddNode(label, label, ["", "", "", Convert.ToHexStringLower(SHA256.HashData(resource.GetResourceData()).AsSpan(0, 16))], null);
        }
    }

    private void AddShape(string name, TypeDefinition type, TypeShape shape)
    {
        AddNode($"{WorkerAssemblies.AssemblyOf(type)}|{name}", name, shape.Text.Hashes(), null);
        Assemblies.UnionWith(shape.Uses.Assemblies);
    }

    private void AddNode(string key, string name, string[] hashes, string? location) => nodes.TryAdd(key, new CodeNode(key, name, hashes[0], hashes[1], hashes[2], hashes[3], location));

    private static MethodDefinition? Initialiser(TypeDefinition type) => type.Methods.FirstOrDefault(method => method.Name == ".cctor");
}
