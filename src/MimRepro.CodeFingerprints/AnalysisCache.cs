using System.Text.Json;
using System.Text.Json.Serialization;
using MimRepro.Pipeline;

namespace MimRepro.CodeFingerprints;

/// <summary>Parts by kind and recipe variants, for one content of the worker's assemblies.</summary>
/// <remarks>A file that is missing, old or damaged only costs a new analysis; one that cannot be written is no error.</remarks>
internal sealed class AnalysisCache
{
    private readonly string? path;
    private readonly string? folder;
    private readonly Dictionary<string, CodeManifest> manifests = new(StringComparer.Ordinal);
    private CachedAnalysis content = new(CachedAnalysis.CurrentFormat, null, []);

    public AnalysisCache(string? folder, string contentHash, string dispatchType)
    {
        this.folder = folder;
        path = folder is null ? null : Path.Combine(folder, $"{contentHash[..32]}-{dispatchType}.json");
        if (path is not null && CachedAnalysis.Read(path) is { Format: CachedAnalysis.CurrentFormat } known) content = known;
    }

    /// <summary>Members of a recipe that say which variant a value is; null if nothing is known yet.</summary>
    public IReadOnlyList<string>? DiscriminatorNames => content.DiscriminatorNames;

    public IReadOnlyList<KeyValuePair<string, string>>? Parts(string kind, IReadOnlyList<string> variants) =>
        content.Kinds.TryGetValue(Key(kind, variants), out CachedPart[]? parts) ? [.. parts.Select(part => KeyValuePair.Create(part.Name, part.Value))] : null;

    public CodeManifest? Manifest(string kind, IReadOnlyList<string> variants)
    {
        string? hash = content.Kinds.GetValueOrDefault(Key(kind, variants))?.FirstOrDefault(part => part.Name == Fingerprint.MethodsPart)?.Value;
        if (hash is not null && manifests.TryGetValue(hash, out CodeManifest? known)) return known;
        return hash is not null && folder is not null && ReadManifest(ManifestPath(hash)) is { } manifest && manifest.Hash() == hash ? manifest : null;
    }

    public void Keep(
        IReadOnlyList<string> discriminatorNames, string kind, IReadOnlyList<string> variants, IReadOnlyList<KeyValuePair<string, string>> parts, CodeManifest manifest)
    {
        content = content with { DiscriminatorNames = discriminatorNames };
        content.Kinds[Key(kind, variants)] = [.. parts.Select(part => new CachedPart(part.Key, part.Value))];
        string hash = manifest.Hash();
        // A manifest is megabytes and there is one a kind: those that can be read back are not kept in memory.
        if (!TryWriteManifest(hash, manifest)) manifests[hash] = manifest;
    }

    private bool TryWriteManifest(string hash, CodeManifest manifest)
    {
        if (folder is null) return false;
        try
        {
            Directory.CreateDirectory(folder);
            Write(ManifestPath(hash), JsonSerializer.SerializeToUtf8Bytes(manifest, AnalysisJson.Default.CodeManifest));
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Keeps on disk what <see cref="Keep"/> was told.</summary>
    public void Write()
    {
        if (path is null || folder is null) return;
        try
        {
            Directory.CreateDirectory(folder);
            Write(path, JsonSerializer.SerializeToUtf8Bytes(content, AnalysisJson.Default.CachedAnalysis));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Without it the next build analyses again.
        }
    }

    private string ManifestPath(string hash) => Path.Combine(folder!, $"methods-{hash[..32]}.json");

    private static string Key(string kind, IReadOnlyList<string> variants) => string.Join('\n', [kind, .. variants]);

    // Another build may read at the same moment.
    private static void Write(string path, byte[] bytes)
    {
        string temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }

    private static CodeManifest? ReadManifest(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AnalysisJson.Default.CodeManifest);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

internal sealed record CachedPart(string Name, string Value);

internal sealed record CachedAnalysis(int Format, IReadOnlyList<string>? DiscriminatorNames, Dictionary<string, CachedPart[]> Kinds)
{
    /// <summary>Raised when the analysis itself changes: what it says of the same assemblies.</summary>
    public const int CurrentFormat = 1;

    /// <summary>What lies at <paramref name="path"/>, or null. Every start reads it, so not by the serializer: that takes longer to get ready than this to run.</summary>
    public static CachedAnalysis? Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement, names = root.GetProperty(nameof(DiscriminatorNames));
            var kinds = new Dictionary<string, CachedPart[]>();
            foreach (JsonProperty kind in root.GetProperty(nameof(Kinds)).EnumerateObject())
                kinds[kind.Name] = [.. kind.Value.EnumerateArray().Select(part => new CachedPart(Text(part.GetProperty(nameof(CachedPart.Name))), Text(part.GetProperty(nameof(CachedPart.Value)))))];
            return new CachedAnalysis(
                root.GetProperty(nameof(Format)).GetInt32(), names.ValueKind == JsonValueKind.Null ? null : [.. names.EnumerateArray().Select(Text)], kinds);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new JsonException("a text is null");
}

[JsonSerializable(typeof(CachedAnalysis))]
[JsonSerializable(typeof(CodeManifest))]
internal sealed partial class AnalysisJson : JsonSerializerContext;
