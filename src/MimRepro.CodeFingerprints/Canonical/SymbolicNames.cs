using System.Text;
using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Full names of types and members without tokens, versions or ordinals; notes every type that it spells.</summary>
/// <param name="assemblies">The own assemblies.</param>
/// <param name="uses">Where types that occur are noted.</param>
/// <param name="numberOf">Number of a compiler-made member within the text that is being written.</param>
internal sealed class SymbolicNames(WorkerAssemblies assemblies, Uses uses, Func<IMemberDefinition, int> numberOf)
{
    public string Type(TypeReference type) => type switch
    {
        GenericParameter parameter => (parameter.Type == GenericParameterType.Method ? "!!" : "!") + parameter.Position,
        GenericInstanceType instance => $"{Type(instance.ElementType)}<{string.Join(',', instance.GenericArguments.Select(Argument))}>",
        ArrayType array => $"{Type(array.ElementType)}[{new string(',', array.Rank - 1)}]",
        ByReferenceType reference => Type(reference.ElementType) + "&",
        PointerType pointer => Type(pointer.ElementType) + "*",
        PinnedType pinned => "pinned " + Type(pinned.ElementType),
        IModifierType modifier => $"{Type(modifier.ElementType)} modified by {Type(modifier.ModifierType)}",
        FunctionPointerType function => "function " + Signature(function),
        TypeSpecification other => Type(other.ElementType),
        _ => Named(type),
    };

    public string Method(MethodReference method)
    {
        string arguments = method is GenericInstanceMethod instance ? $"<{string.Join(',', instance.GenericArguments.Select(Argument))}>" : "";
        MethodReference element = method.GetElementMethod();
        string name = GeneratedCode.IsPart(element) && assemblies.Find(element) is { } part && !IsCacheConstructor(part) ? $"part {numberOf(part)}" : element.Name;
        return $"{Type(element.DeclaringType)}::{name}{arguments}{Signature(element)}";
    }

    public string Field(FieldReference field)
    {
        string name = GeneratedCode.IsPart(field.DeclaringType) && assemblies.Find(field) is { } part ? $"part {numberOf(part)}" : field.Name;
        return $"{Type(field.DeclaringType)}::{name} {Type(field.FieldType)}";
    }

    public string Signature(IMethodSignature signature) =>
        $"({string.Join(',', signature.Parameters.Select(parameter => Type(parameter.ParameterType)))}) {Type(signature.ReturnType)}";

    /// <summary>A method as people write it: <c>MimRepro.Training.AdamW.Update(Double[], Double)</c>.</summary>
    public static string Readable(MethodReference method)
    {
        string name = method.Name switch { ".ctor" => "constructor", ".cctor" => "static initialisers", _ => method.Name };
        string generic = method.GenericParameters.Count == 0 ? "" : $"<{string.Join(", ", method.GenericParameters.Select(parameter => parameter.Name))}>";
        string parameters = method.Name == ".cctor" ? "" : $"({string.Join(", ", method.Parameters.Select(parameter => Readable(parameter.ParameterType, full: false)))})";
        return $"{Readable(method.DeclaringType)}.{name}{generic}{parameters}";
    }

    /// <inheritdoc cref="Readable(MethodReference)"/>
    public static string Readable(TypeReference type, bool full = true)
    {
        if (type is ArrayType array) return Readable(array.ElementType, full) + "[]";
        if (type is GenericInstanceType instance)
            return $"{Readable(instance.ElementType, full)}<{string.Join(", ", instance.GenericArguments.Select(argument => Readable(argument, full)))}>";
        if (type is TypeSpecification other) return Readable(other.ElementType, full);
        string name = GeneratedCode.StableName(type);
        int arity = name.IndexOf('`', StringComparison.Ordinal);
        if (arity >= 0) name = name[..arity];
        if (type.DeclaringType is { } outer && full) return $"{Readable(outer)}.{name}";
        return full && type.Namespace.Length > 0 ? $"{type.Namespace}.{name}" : name;
    }

    private string Argument(TypeReference type)
    {
        if (assemblies.Find(type) is { } definition) uses.Inspected.Add(definition);
        return Type(type);
    }

    private string Named(TypeReference type)
    {
        if (assemblies.Find(type) is not { } definition)
        {
            string assembly = WorkerAssemblies.AssemblyOf(type);
            uses.Assemblies.Add(assembly);
            return $"[{assembly}]{type.FullName}";
        }
        if (GeneratedCode.IsPart(definition)) return $"part {numberOf(definition)}";
        uses.Mentioned.Add(definition);
        var name = new StringBuilder(GeneratedCode.StableName(definition));
        for (TypeDefinition? outer = definition.DeclaringType; outer is not null; outer = outer.DeclaringType)
            name.Insert(0, '/').Insert(0, GeneratedCode.StableName(outer));
        return $"[{WorkerAssemblies.AssemblyOf(definition)}]{Outermost(definition).Namespace}.{name}";
    }

    // <>c has a static constructor that makes its one object: always the same.
    private static bool IsCacheConstructor(MethodDefinition method) => method.Name == ".cctor";

    private static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }
}
