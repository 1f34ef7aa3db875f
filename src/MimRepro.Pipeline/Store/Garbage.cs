using System.Globalization;
using System.Text;

namespace MimRepro.Pipeline;

public enum GarbageKind { Artifact, Log, Damaged, Unfinished, Code }

/// <summary>Something in a store that nothing needs any more.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Folder or file.</param>
/// <param name="Bytes">What freeing it gives back.</param>
/// <param name="LastUse">When a run last used it, or when it was written.</param>
/// <param name="Steps">Names of the steps that made it.</param>
public sealed record GarbageItem(GarbageKind Kind, string Path, long Bytes, DateTimeOffset LastUse, IReadOnlyList<string> Steps);

/// <summary>What a store can do without.</summary>
/// <param name="Items">Largest first within each kind.</param>
/// <param name="KeptArtifacts">Artifacts that stay.</param>
/// <param name="KeptBytes">Their bytes.</param>
public sealed record Garbage(IReadOnlyList<GarbageItem> Items, int KeptArtifacts, long KeptBytes)
{
    public long Bytes => Items.Sum(item => item.Bytes);
}

/// <summary>Garbage as plain text.</summary>
public static class GarbageText
{
    /// <summary>A line for each item, then the totals. Lines end with LF.</summary>
    /// <param name="garbage">What was found.</param>
    /// <param name="freed">Whether it is gone; otherwise it only could be.</param>
    public static string Render(Garbage garbage, bool freed)
    {
        var text = new StringBuilder();
        foreach (GarbageItem item in garbage.Items)
            text.Append(CultureInfo.InvariantCulture, $"{Word(item.Kind),-10}  {Size(item.Bytes),10}  {item.LastUse.UtcDateTime:yyyy-MM-dd}  {Name(item)}\n");
        if (garbage.Items.Count > 0) text.Append('\n');
        string verb = freed ? "freed" : "can be freed";
        text.Append(CultureInfo.InvariantCulture, $"{Count(GarbageKind.Artifact, "artifact")}, {Count(GarbageKind.Log, "log")}, {Count(GarbageKind.Damaged, "damaged")}, {Count(GarbageKind.Unfinished, "unfinished")}, {Count(GarbageKind.Code, "code")}: {Size(garbage.Bytes)} {verb}.\n");
        text.Append(CultureInfo.InvariantCulture, $"{garbage.KeptArtifacts} artifact{(garbage.KeptArtifacts == 1 ? "" : "s")} of {Size(garbage.KeptBytes)} stay{(garbage.KeptArtifacts == 1 ? "s" : "")}.\n");
        return text.ToString();

        string Count(GarbageKind kind, string word)
        {
            int count = garbage.Items.Count(item => item.Kind == kind);
            return $"{count} {word}{(count == 1 || kind is not (GarbageKind.Artifact or GarbageKind.Log) ? "" : "s")}";
        }
    }

    internal static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.0", CultureInfo.InvariantCulture))} {units[unit]}");
    }

    private static string Word(GarbageKind kind) => kind switch { GarbageKind.Artifact => "artifact", GarbageKind.Log => "log", GarbageKind.Damaged => "damaged", GarbageKind.Unfinished => "unfinished", _ => "code" };

    private static string Name(GarbageItem item) => item.Steps.Count == 0 ? Path.GetFileName(item.Path) : $"{Path.GetFileName(item.Path)[..8]} of {string.Join(", ", item.Steps)}";
}
