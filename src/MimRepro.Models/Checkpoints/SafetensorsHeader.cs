using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>One tensor as a header describes it; offsets count from the end of the header.</summary>
internal sealed record SafetensorsEntry(string Name, TensorType Type, long[] Shape, long Begin, long End);

/// <summary>The JSON header of a safetensors file (huggingface/safetensors README.md, format).</summary>
internal static class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";
    public const long MaxBytes = 100_000_000;

    private static readonly TensorType[] Types = [.. TensorType.All.Where(type => type.Name is not ("C128" or "C32") && !type.Name.EndsWith("FNUZ", StringComparison.Ordinal))];

    /// <summary>The type of the format for a tensor's, null where it has none.</summary>
    public static TensorType? TypeOf(ScalarType type) => Array.Find(Types, known => known.IsNative && known.Loads == type);

    /// <summary>Header text padded with spaces to whole 8 bytes, so that the data behind it is aligned.</summary>
    public static byte[] Format(IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            foreach (SafetensorsEntry entry in entries)
                WriteEntry(json, entry);
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type.Name);
        json.WriteStartArray("shape");
        foreach (long size in entry.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Begin);
        json.WriteNumberValue(entry.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Entries in the order of their data. Every byte of the data belongs to exactly one tensor.</summary>
    /// <param name="header">The bytes between header length and data.</param>
    /// <param name="dataBytes">Bytes in the file behind the header.</param>
    /// <exception cref="FormatException">What is wrong, without the file's name.</exception>
    public static (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Parse(ReadOnlyMemory<byte> header, long dataBytes)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(header.Span);
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException($"the header is a JSON {document.RootElement.ValueKind}, expected an object");
            return (Contiguous(ReadEntries(document.RootElement), dataBytes), ReadMetadata(document.RootElement));
        }
        catch (Exception fault) when (fault is JsonException or DecoderFallbackException)
        {
            throw new FormatException($"the header is not valid JSON in UTF-8 ({fault.Message})");
        }
    }

    private static List<SafetensorsEntry> ReadEntries(JsonElement root)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<SafetensorsEntry>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw new FormatException($"the name {CheckpointFault.Shown(property.Name)} occurs twice");
            if (property.Name == MetadataKey)
                CheckMetadata(property.Value);
            else
                entries.Add(ReadEntry(property.Name, property.Value));
        }
        return entries;
    }

    private static void CheckMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object || metadata.EnumerateObject().Any(pair => pair.Value.ValueKind != JsonValueKind.String))
            throw new FormatException($"{MetadataKey} is not an object of strings");
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement root) =>
        root.TryGetProperty(MetadataKey, out JsonElement metadata)
            ? metadata.EnumerateObject().DistinctBy(pair => pair.Name).ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!, StringComparer.Ordinal)
            : [];

    private static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out JsonElement shape) || !value.TryGetProperty("data_offsets", out JsonElement offsets)
            || value.EnumerateObject().Count() != 3)
            throw new FormatException($"tensor {CheckpointFault.Shown(name)} is not exactly dtype, shape and data_offsets");
        if (Array.Find(Types, candidate => candidate.Name == dtype.GetString()) is not { } type)
            throw new FormatException($"tensor {CheckpointFault.Shown(name)} has dtype {CheckpointFault.Shown(dtype.GetString()!)}, known are {string.Join(", ", Types.Select(t => t.Name))}");
        long[] sizes = ReadSizes(name, "shape", shape);
        long[] range = ReadSizes(name, "data_offsets", offsets);
        if (range.Length != 2 || range[1] < range[0])
            throw new FormatException($"tensor {CheckpointFault.Shown(name)} has data_offsets {TensorGeometry.List(range)}, expected [begin, end] in that order");
        if (ByteCount(sizes, type.Bytes) is not long expected || expected != range[1] - range[0])
            throw new FormatException($"tensor {CheckpointFault.Shown(name)} is {type.Name} {TensorGeometry.List(sizes)} but its data has {range[1] - range[0]} bytes");
        return new SafetensorsEntry(name, type, sizes, range[0], range[1]);
    }

    private static long[] ReadSizes(string name, string member, JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
            throw new FormatException($"tensor {CheckpointFault.Shown(name)}: {member} is not a list");
        return [.. array.EnumerateArray().Select(Size)];

        long Size(JsonElement item) =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long size) && size >= 0
                ? size
                : throw new FormatException($"tensor {CheckpointFault.Shown(name)}: {member} holds {CheckpointFault.Shown(item.GetRawText())}, expected whole numbers from 0");
    }

    /// <returns>Null where the product does not fit 64 bits.</returns>
    private static long? ByteCount(long[] sizes, int bytes)
    {
        if (sizes.Contains(0))
            return 0;
        Int128 product = bytes;
        foreach (long size in sizes)
        {
            product *= size;
            if (product > long.MaxValue)
                return null;
        }
        return (long)product;
    }

    private static List<SafetensorsEntry> Contiguous(List<SafetensorsEntry> entries, long dataBytes)
    {
        List<SafetensorsEntry> sorted = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long covered = 0;
        foreach (SafetensorsEntry entry in sorted)
        {
            if (entry.Begin != covered)
                throw new FormatException($"tensor {CheckpointFault.Shown(entry.Name)} begins at byte {entry.Begin} of the data, expected {covered} where the one before ends");
            covered = entry.End;
        }
        return covered == dataBytes ? sorted : throw new FormatException($"tensors need {covered} bytes of data, the file has {dataBytes}");
    }
}
