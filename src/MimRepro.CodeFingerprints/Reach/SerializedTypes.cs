using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Types that a compiled JSON context reads and writes, and which of them count for a step.</summary>
/// <remarks>
/// A context's generated code reaches every type that it lists, whatever the step. So that code is not followed; a listed type
/// counts, with all its members, once reached code names it as a type argument.
/// </remarks>
internal sealed class SerializedTypes(WorkerAssemblies assemblies, IReadOnlySet<string> recipeDiscriminators)
{
    public const string ListAttribute = "JsonSerializableAttribute";
    private const string ContextBase = "System.Text.Json.Serialization.JsonSerializerContext";
    private readonly HashSet<TypeDefinition> listed = [];

    /// <summary>The context that a method belongs to, or null.</summary>
    public static TypeDefinition? ContextOf(MethodDefinition method)
    {
        for (TypeDefinition? type = method.DeclaringType; type is not null; type = type.DeclaringType)
            if (type.BaseType?.FullName == ContextBase) return type;
        return null;
    }

    public void AddContext(TypeDefinition context)
    {
        foreach (CustomAttribute attribute in context.CustomAttributes.Where(attribute => attribute.AttributeType.Name == ListAttribute))
            foreach (TypeDefinition type in OwnTypesIn((TypeReference)attribute.ConstructorArguments[0].Value)) listed.Add(type);
    }

    public bool IsListed(TypeDefinition type) => listed.Contains(type);

    /// <summary>Methods by which a serializer makes, fills and reads an object.</summary>
    public static IEnumerable<MethodDefinition> Members(TypeDefinition type) =>
        type.Methods.Where(method => !method.IsStatic && (method.IsConstructor || method.IsGetter || method.IsSetter));

    /// <summary>Own types of which a value of <paramref name="type"/> may consist: base type, members, variants that the recipe holds.</summary>
    public IEnumerable<TypeDefinition> Parts(TypeDefinition type)
    {
        IEnumerable<TypeReference> members = type.Properties.Where(property => property.GetMethod is { IsStatic: false }).Select(property => property.PropertyType)
            .Concat(type.Fields.Where(field => field.IsPublic && !field.IsStatic).Select(field => field.FieldType));
        if (type.BaseType is { } parent) members = members.Append(parent);
        return members.SelectMany(OwnTypesIn).Concat(Variants(type)).Concat(Converters(type));
    }

    /// <summary>Names of the members that say which variant a value is.</summary>
    public static IEnumerable<string> DiscriminatorNames(WorkerAssemblies assemblies)
    {
        var attributes = assemblies.All.SelectMany(assembly => assembly.MainModule.GetTypes()).SelectMany(type => type.CustomAttributes)
            .Where(attribute => attribute.AttributeType.Name == "JsonPolymorphicAttribute").SelectMany(attribute => attribute.Properties)
            .Where(property => property.Name == "TypeDiscriminatorPropertyName").Select(property => (string)property.Argument.Value);
        return attributes.Append("$type").Distinct().Order(StringComparer.Ordinal);
    }

    // If the recipe holds none of them, the type is not read from a recipe, and all may occur.
    private IEnumerable<TypeDefinition> Variants(TypeDefinition type)
    {
        var all = type.CustomAttributes.Where(attribute => attribute.AttributeType.Name == "JsonDerivedTypeAttribute")
            .Select(attribute => (Type: assemblies.Find((TypeReference)attribute.ConstructorArguments[0].Value), Name: Discriminator(attribute)))
            .Where(variant => variant.Type is not null).ToList();
        var present = all.Where(variant => recipeDiscriminators.Contains(variant.Name)).ToList();
        return (present.Count > 0 ? present : all).Select(variant => variant.Type!);
    }

    private static string Discriminator(CustomAttribute attribute) => attribute.ConstructorArguments.Count < 2 ? "" :
        (attribute.ConstructorArguments[1].Value is CustomAttributeArgument inner ? inner.Value : attribute.ConstructorArguments[1].Value)?.ToString() ?? "";

    private IEnumerable<TypeDefinition> Converters(TypeDefinition type) =>
        type.CustomAttributes.Concat(type.Properties.SelectMany(property => property.CustomAttributes))
            .Where(attribute => attribute.AttributeType.Name.StartsWith("JsonConverterAttribute", StringComparison.Ordinal))
            .SelectMany(attribute => attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>()).SelectMany(OwnTypesIn);

    private IEnumerable<TypeDefinition> OwnTypesIn(TypeReference type)
    {
        if (assemblies.Find(type) is { } definition) yield return definition;
        IEnumerable<TypeReference> inner = type is GenericInstanceType instance ? instance.GenericArguments : type is TypeSpecification other ? [other.ElementType] : [];
        foreach (TypeDefinition part in inner.SelectMany(OwnTypesIn)) yield return part;
    }
}
