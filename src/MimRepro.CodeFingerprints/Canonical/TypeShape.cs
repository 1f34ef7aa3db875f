using System.Globalization;
using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Writes what running code can tell of a type apart from its methods.</summary>
internal sealed class TypeShape
{
    private readonly SymbolicNames names;

    private TypeShape(WorkerAssemblies assemblies) => names = new SymbolicNames(assemblies, Uses, _ => 0);

    public NodeText Text { get; } = new();

    public Uses Uses { get; } = new();

    /// <summary>Base type and interfaces, and the layout of a value type or of one that asks for a layout.</summary>
    public static TypeShape OfObject(WorkerAssemblies assemblies, TypeDefinition type)
    {
        var shape = new TypeShape(assemblies);
        shape.Text.References.Append(type.BaseType is null ? "" : shape.names.Type(type.BaseType)).Append('\n')
            .AppendJoin('\n', type.Interfaces.Select(implementation => shape.names.Type(implementation.InterfaceType)).Order(StringComparer.Ordinal));
        if (type.IsValueType || !type.IsAutoLayout) shape.WriteFields(type);
        return shape;
    }

    /// <summary>Names, types and attributes of fields and properties: what a serializer or a walk by reflection sees.</summary>
    public static TypeShape OfMembers(WorkerAssemblies assemblies, TypeDefinition type)
    {
        var shape = new TypeShape(assemblies);
        shape.WriteAttributes(type);
        shape.WriteFields(type);
        foreach (PropertyDefinition property in type.Properties)
        {
            shape.Text.Structure.Append("property ").Append(property.Name).Append('\n');
            shape.Text.References.Append(shape.names.Type(property.PropertyType)).Append('\n');
            shape.WriteAttributes(property);
        }
        return shape;
    }

    /// <summary>The attributes of a type, without those that <paramref name="skip"/> names.</summary>
    public static TypeShape OfAttributes(WorkerAssemblies assemblies, TypeDefinition type, string skip)
    {
        var shape = new TypeShape(assemblies);
        shape.WriteAttributes(type, skip);
        return shape;
    }

    public void WriteAttributes(ICustomAttributeProvider provider, string skip = "")
    {
        foreach (CustomAttribute attribute in provider.CustomAttributes.Where(attribute => attribute.AttributeType.Name != skip && !IsForTheCompiler(attribute)))
        {
            Text.References.Append(names.Type(attribute.AttributeType)).Append('\n');
            Text.Literals.Append(Convert.ToHexStringLower(attribute.GetBlob())).Append('\n');
        }
    }

    // What the compiler says about null changes on a type when the majority of its members does.
    private static bool IsForTheCompiler(CustomAttribute attribute) =>
        attribute.AttributeType.Name is "NullableAttribute" or "NullableContextAttribute" or "CompilerGeneratedAttribute";

    private void WriteFields(TypeDefinition type)
    {
        Text.Structure.Append(CultureInfo.InvariantCulture, $"{type.Attributes & TypeAttributes.LayoutMask} {type.PackingSize} {type.ClassSize}\n");
        foreach (FieldDefinition field in type.Fields.Where(field => !field.IsStatic || type.IsEnum))
        {
            Text.Structure.Append("field ").Append(field.Name).Append(' ').Append(field.Offset).Append('\n');
            Text.References.Append(names.Type(field.FieldType)).Append('\n');
            if (field.HasConstant) Text.Literals.Append(string.Create(CultureInfo.InvariantCulture, $"{field.Constant}\n"));
        }
    }
}
