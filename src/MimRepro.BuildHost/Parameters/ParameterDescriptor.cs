using System.Reflection;

namespace MimRepro.BuildHost.Parameters;

/// <summary>A parameter as declared: by a member of the build, or by the host itself.</summary>
internal sealed class ParameterDescriptor
{
    private readonly MemberInfo? _member;
    private readonly ParameterAttribute? _attribute;

    /// <summary>A parameter of the host, which no member of the build declares.</summary>
    public ParameterDescriptor(string name, Type type, string description, string? separator = null)
    {
        Name = name;
        Type = type;
        Description = description;
        Separator = separator;
        IsListed = true;
    }

    /// <summary>A parameter that a field or property of the build declares.</summary>
    public ParameterDescriptor(MemberInfo member, ParameterAttribute attribute)
    {
        _member = member;
        _attribute = attribute;
        Name = attribute.Name ?? member.Name;
        Type = member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;
        Description = attribute.Description ?? "";
        Separator = attribute.Separator;
        IsListed = attribute.List;
    }

    public string Name { get; }

    public string Dashed => "--" + ParameterNames.Dashed(Name);

    public Type Type { get; }

    public string Description { get; }

    public string? Separator { get; }

    public bool IsListed { get; }

    public bool IsOfHost => _member == null;

    /// <summary>What one value must be: the element type of an array, the type behind a nullable one.</summary>
    public Type ValueType
    {
        get
        {
            var one = Type.IsArray ? Type.GetElementType()! : Type;
            return Nullable.GetUnderlyingType(one) ?? one;
        }
    }

    /// <summary>The values allowed, or null if the type alone decides.</summary>
    public IReadOnlyList<string>? AllowedValues(NukeBuild build)
    {
        if (_attribute?.ValueProviderMember is not { } name)
        {
            return ValueType.IsEnum ? Enum.GetNames(ValueType) : null;
        }

        var type = _attribute.ValueProviderType ?? build.GetType();
        var values = type.GetMember(name, ParameterCatalog.AllMembers).SingleOrDefault() switch
        {
            FieldInfo field => field.GetValue(field.IsStatic ? null : build),
            PropertyInfo property => property.GetValue(property.GetMethod!.IsStatic ? null : build),
            MethodInfo method => method.Invoke(method.IsStatic ? null : build, null),
            _ => null,
        };
        return [.. values as IEnumerable<string> ?? throw new InvalidOperationException($"'{type.Name}.{name}', which lists the values of parameter '{Name}', is no IEnumerable<string>.")];
    }

    public bool HasMember(string name) => _member?.Name == name;

    public object? Get(NukeBuild build) => _member switch
    {
        FieldInfo field => field.GetValue(build),
        PropertyInfo property => property.GetValue(build),
        _ => null,
    };

    public void Set(NukeBuild build, object? value)
    {
        switch (_member)
        {
            case FieldInfo field:
                field.SetValue(build, value);
                break;
            case PropertyInfo { CanWrite: true } property:
                property.SetValue(build, value);
                break;
            case PropertyInfo property:
                var backing = property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", ParameterCatalog.AllMembers);
                (backing ?? throw new InvalidOperationException($"Parameter '{Name}' has neither a setter nor a field of its own.")).SetValue(build, value);
                break;
        }
    }
}
