using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Reads records and manifests by hand: they are all that a build with nothing to do reads, and a serializer takes longer to start than to read.</summary>
internal static class StoreText
{
    /// <exception cref="JsonException">The bytes are not a record, or one of another format.</exception>
    public static ActionRecord Record(ReadOnlyMemory<byte> bytes) => Read(bytes, root => new ActionRecord
    {
        Format = Format(root, ActionRecord.CurrentFormat),
        Step = Text(root, "step"),
        Kind = Text(root, "kind"),
        Parts = [.. root.GetProperty("parts").EnumerateArray().Select(part => new FingerprintPart(Text(part, "name"), Text(part, "value")))],
        Artifact = Hash(root, "artifact"),
        DurationInSeconds = root.GetProperty("durationInSeconds").GetDouble(),
        Recorded = root.GetProperty("recorded").GetDateTimeOffset(),
        Accepted = root.TryGetProperty("accepted", out JsonElement accepted) && accepted.ValueKind == JsonValueKind.Object
            ? new Acceptance(Hash(accepted, "key"), Text(accepted, "reason"), accepted.GetProperty("at").GetDateTimeOffset())
            : null,
    });

    /// <exception cref="JsonException">The bytes are not a manifest, one of another format, or one that names a file elsewhere.</exception>
    public static ArtifactManifest Manifest(ReadOnlyMemory<byte> bytes) => Read(bytes, root => new ArtifactManifest(
        Format(root, ArtifactManifest.CurrentFormat),
        [.. root.GetProperty("files").EnumerateArray().Select(file => new ManifestFile(
            SafePath(Text(file, "path")), file.GetProperty("size").GetInt64(), file.GetProperty("modifiedTicks").GetInt64(), Hash(file, "sha256")))],
        root.TryGetProperty("checksum", out _) ? Hash(root, "checksum") : null));

    private static T Read<T>(ReadOnlyMemory<byte> bytes, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return read(document.RootElement);
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException(fault.Message, fault);
        }
    }

    private static int Format(JsonElement root, int expected)
    {
        int format = root.GetProperty("format").GetInt32();
        return format == expected ? format : throw new JsonException($"format is {format}, expected {expected}");
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null");

    private static string Hash(JsonElement root, string name)
    {
        string text = Text(root, name);
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : throw new JsonException($"{name} is not a hash");
    }

    private static string SafePath(string path) => ArtifactPath.IsSafe(path) ? path : throw new JsonException("a path leads out of the artifact");
}
