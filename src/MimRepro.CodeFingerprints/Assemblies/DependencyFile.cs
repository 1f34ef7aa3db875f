using System.Text.Json;
using MimRepro.Pipeline;

namespace MimRepro.CodeFingerprints;

/// <summary>A package that lies beside the worker.</summary>
/// <param name="Name">Package id.</param>
/// <param name="Version">Package version.</param>
/// <param name="ContentHash">Hash of the package file as the feed gave it; empty if it did not come from a feed.</param>
/// <param name="Files">Names of its assemblies and native libraries in the worker's folder.</param>
/// <param name="Needs">Names of the packages that it uses.</param>
internal sealed record Package(string Name, string Version, string ContentHash, IReadOnlyList<string> Files, IReadOnlyList<string> Needs);

/// <summary>What the SDK wrote beside the worker: which assemblies are this repository's own and which come from packages.</summary>
/// <param name="Own">Assembly names, no extension.</param>
/// <param name="Packages">The others.</param>
internal sealed record DependencyFile(IReadOnlyList<string> Own, IReadOnlyList<Package> Packages)
{
    /// <exception cref="PipelineInputException">The file is missing or not what the SDK writes.</exception>
    public static DependencyFile Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PipelineInputException($"""
                The list of the worker's assemblies cannot be read: {fault.Message}
                  file: {path}
                  It is written when the worker is compiled.
                  Compile again: ./build.sh Clean, then the same command.
                """, fault);
        }
    }

    private static DependencyFile Read(JsonElement root)
    {
        JsonElement target = root.GetProperty("targets").GetProperty(root.GetProperty("runtimeTarget").GetProperty("name").GetString()!);
        JsonElement libraries = root.GetProperty("libraries");
        var own = new List<string>();
        var packages = new List<Package>();
        foreach (JsonProperty library in target.EnumerateObject())
        {
            string[] id = library.Name.Split('/');
            if (libraries.GetProperty(library.Name).GetProperty("type").GetString() == "project")
                own.AddRange(FilesOf(library.Value).Where(file => file.EndsWith(".dll", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)!));
            else
                packages.Add(new Package(id[0], id[1], HashOf(libraries.GetProperty(library.Name)), [.. FilesOf(library.Value)], [.. NeedsOf(library.Value)]));
        }
        return new DependencyFile(own, packages);
    }

    private static string HashOf(JsonElement library) => library.TryGetProperty("sha512", out JsonElement hash) ? hash.GetString() ?? "" : "";

    private static IEnumerable<string> NeedsOf(JsonElement library) =>
        library.TryGetProperty("dependencies", out JsonElement needs) ? needs.EnumerateObject().Select(need => need.Name) : [];

    private static IEnumerable<string> FilesOf(JsonElement library) =>
        from kind in new[] { "runtime", "native", "runtimeTargets" }
        where library.TryGetProperty(kind, out _)
        from file in library.GetProperty(kind).EnumerateObject()
        select Path.GetFileName(file.Name);
}
