using System.Text.Json;

/// <summary>Stored numbers of the official code, and the set that MIMREPRO_PARITY_DIR names in its place.</summary>
/// <remarks>The other set stands for the kinds of cases and the files that it has; what it lacks is tested as it lies here.</remarks>
internal static class ParityFolder
{
    private const string HostileFiles = "i_checkpoint"; // not for a plain reader

    private static readonly string? Other = Environment.GetEnvironmentVariable("MIMREPRO_PARITY_DIR") is { Length: > 0 } named ? named : null;

    /// <summary>This repository's.</summary>
    public static string Own { get; } = Path.Combine(Repository(), "tests", "Parity");

    /// <summary>Where a folder or file lies.</summary>
    /// <param name="item">With slashes; of a case without extension.</param>
    public static string PathOf(string item) =>
        Other is not null && Path.Combine(Other, item) is var path && (Directory.Exists(path) || File.Exists(path) || File.Exists(path + ".json")) ? path : Path.Combine(Own, item);

    /// <summary>The cases of a kind, in whatever folder they lie: paths without extension, with slashes.</summary>
    public static IReadOnlyList<string> OfKind(string kind) =>
        Other is not null && OfKind(kind, Other) is [_, ..] found ? found : OfKind(kind, Own);

    /// <summary>The same of one set.</summary>
    public static IReadOnlyList<string> OfKind(string kind, string root) =>
    [
        .. JsonFiles(root)
            .Where(file => !Path.GetRelativePath(root, file).StartsWith(HostileFiles, StringComparison.Ordinal) && KindOf(file) == kind)
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(root, file), null)!.Replace('\\', '/')),
    ];

    /// <summary>The kinds of the cases of one folder; a file without one counts as an empty text.</summary>
    public static IReadOnlyList<string> KindsOf(string folder) => [.. JsonFiles(PathOf(folder)).Select(file => KindOf(file) ?? "").Distinct()];

    private static IEnumerable<string> JsonFiles(string folder) => Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string? KindOf(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("kind", out var kind) ? kind.GetString() : null;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
