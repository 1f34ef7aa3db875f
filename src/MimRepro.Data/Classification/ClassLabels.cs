namespace MimRepro.Data.Classification;

/// <summary>From the name of a class to its label.</summary>
internal static class ClassLabels
{
    /// <summary>The place of a name, or null. For lists of some hundred names; readers of long lists make a dictionary.</summary>
    public static int? Of(string[] classes, string name) => Array.IndexOf(classes, name) is >= 0 and var label ? label : null;

    public static Dictionary<string, int> ByName(IReadOnlyList<string> classes) => classes.Select((name, label) => (name, label)).ToDictionary(each => each.name, each => each.label);

    public static int? Of(Dictionary<string, int> labels, string name) => labels.TryGetValue(name, out var label) ? label : null;
}
