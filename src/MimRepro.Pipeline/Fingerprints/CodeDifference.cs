namespace MimRepro.Pipeline;

/// <summary>Says in words how two manifests of code differ.</summary>
public static class CodeDifference
{
    /// <summary>One line a difference: first what changed, then what is reached now, then what no longer is.</summary>
    /// <remarks>A node that changed is a cause; nodes that come or go do so because one that changed calls, or no longer calls, them.</remarks>
    public static IReadOnlyList<string> Lines(CodeManifest before, CodeManifest now)
    {
        var old = before.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var current = now.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        return
        [
            .. now.Nodes.Where(node => old.TryGetValue(node.Id, out CodeNode? earlier) && !Same(earlier, node)).Select(node => $"{Place(node)}: {Kind(old[node.Id], node)}"),
            .. now.Nodes.Where(node => !old.ContainsKey(node.Id)).Select(node => $"{Place(node)}: reached now"),
            .. before.Nodes.Where(node => !current.ContainsKey(node.Id)).Select(node => $"{Place(node)}: no longer reached"),
        ];
    }

    private static bool Same(CodeNode one, CodeNode other) =>
        one.Structure == other.Structure && one.Literals == other.Literals && one.References == other.References && one.Data == other.Data;

    private static string Kind(CodeNode before, CodeNode now)
    {
        if (before.Structure != now.Structure) return "its instructions changed";
        if (before.References != now.References) return "it uses other members or types";
        return before.Literals != now.Literals ? "a number or text in it changed" : "static data changed";
    }

    private static string Place(CodeNode node) => node.Location is null ? node.Name : $"{node.Name} ({node.Location})";
}
