namespace MimRepro.BuildHost;

/// <summary>Fills a field or property of a build from the command line, the environment or the parameters files.</summary>
/// <remarks>
/// The first source that has a value wins: command line, environment (with and without <c>NUKE_</c>),
/// <c>.nuke/parameters.&lt;profile&gt;.json</c>, <c>.nuke/parameters.json</c>. Without a value the member keeps its initial one.
/// </remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public class ParameterAttribute(string? description = null) : Attribute
{
    /// <summary>One line for <c>--help</c> and the schema.</summary>
    public virtual string? Description { get; } = description;

    /// <summary>Name to use instead of the member's.</summary>
    public string? Name { get; set; }

    /// <summary>One character that separates the values of an array written as one argument.</summary>
    public string? Separator { get; set; }

    /// <summary>False leaves the parameter out of <c>--help</c>.</summary>
    public virtual bool List { get; set; } = true;

    /// <summary>Type that has <see cref="ValueProviderMember"/>; the build's own if null.</summary>
    public Type? ValueProviderType { get; set; }

    /// <summary>Member of type <c>IEnumerable&lt;string&gt;</c> that lists the values allowed.</summary>
    public string? ValueProviderMember { get; set; }
}
