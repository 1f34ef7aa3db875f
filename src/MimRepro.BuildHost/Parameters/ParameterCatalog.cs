using System.Reflection;
using MimRepro.BuildHost.CommandLine;

namespace MimRepro.BuildHost.Parameters;

/// <summary>Every parameter that a build understands: those it declares and those of the host.</summary>
internal sealed class ParameterCatalog
{
    internal const BindingFlags AllMembers =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly ParameterDescriptor[] s_ofHost =
    [
        new("Help", typeof(bool), "Shows the help text for this build assembly."),
        new("Plan", typeof(bool), "Shows the execution plan and writes it as HTML; runs nothing."),
        new("Profile", typeof(string[]), "Defines the profiles to load."),
        new("Root", typeof(AbsolutePath), "Root directory during build execution."),
        new("Skip", typeof(string[]), "List of targets to be skipped. Empty list skips all dependencies.", separator: "+"),
        new("Target", typeof(string[]), "List of targets to be invoked. Default is '{default_target}'.", separator: "+"),
        new("Verbosity", typeof(Verbosity), "Logging verbosity during build execution. Default is 'Normal'."),
    ];

    public ParameterCatalog(Type buildType)
    {
        foreach (var member in Members(buildType))
        {
            // Faster than GetCustomAttribute for the many members that have none.
            if (member.IsDefined(typeof(ParameterAttribute), inherit: true))
            {
                OfBuild.Add(new ParameterDescriptor(member, member.GetCustomAttribute<ParameterAttribute>()!));
            }
        }

        OfBuild.Sort((first, second) => string.CompareOrdinal(first.Name, second.Name));
    }

    /// <summary>By name.</summary>
    public List<ParameterDescriptor> OfBuild { get; } = [];

    /// <summary>By name.</summary>
    public static IReadOnlyList<ParameterDescriptor> OfHost => s_ofHost;

    /// <summary>A declared parameter hides the host's of the same name.</summary>
    public IEnumerable<ParameterDescriptor> All => OfBuild.Concat(s_ofHost.Where(own => !OfBuild.Exists(declared => ParameterNames.Same(declared.Name, own.Name))));

    public bool Knows(string name) => All.Any(parameter => ParameterNames.Same(parameter.Name, name));

    /// <summary>The names as typed on a command line, nearest first.</summary>
    public string Nearest(string wrong) =>
        string.Join(", ", NearestNames.Sort(wrong.TrimStart('-'), All.Select(parameter => parameter.Dashed[2..])).Select(name => "--" + name));

    private static IEnumerable<MemberInfo> Members(Type buildType)
    {
        const BindingFlags declared = (AllMembers & ~BindingFlags.FlattenHierarchy) | BindingFlags.DeclaredOnly;
        for (var type = buildType; type != null && type != typeof(NukeBuild); type = type.BaseType)
        {
            foreach (var field in type.GetFields(declared))
            {
                yield return field;
            }

            foreach (var property in type.GetProperties(declared))
            {
                yield return property;
            }
        }
    }
}
