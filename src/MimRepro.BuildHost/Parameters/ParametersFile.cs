using System.Globalization;
using System.Text.Json;

namespace MimRepro.BuildHost.Parameters;

/// <summary>A <c>.nuke/parameters.json</c> or <c>.nuke/parameters.&lt;profile&gt;.json</c>: one object of names and values.</summary>
internal sealed class ParametersFile
{
    private readonly List<(string Name, RawValue Value)> _entries = [];

    private ParametersFile()
    {
    }

    /// <summary>Names as written, with their values.</summary>
    public IReadOnlyList<(string Name, RawValue Value)> Entries => _entries;

    /// <summary>Reads a file; one that does not exist has no entries.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">Folder to which paths in the file refer.</param>
    /// <exception cref="UsageException">The file is not a JSON object of plain values, or cannot be read.</exception>
    public static ParametersFile Read(string path, string root)
    {
        var file = new ParametersFile();
        byte[] bytes;
        try
        {
            bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Parameters file cannot be read: {exception.Message}\n  file:     {path}");
        }

        if (bytes.Length > 0)
        {
            try
            {
                file.Parse(bytes, path, root);
            }
            catch (JsonException exception)
            {
                throw NotJson(exception, bytes, path);
            }
        }

        return file;
    }

    public RawValue? Find(string name) => _entries.FindLast(entry => ParameterNames.Same(entry.Name, name)).Value;

    private void Parse(byte[] bytes, string path, string root)
    {
        ReadOnlySpan<byte> text = bytes;
        var reader = new Utf8JsonReader(
            text.StartsWith("\uFEFF"u8) ? text[3..] : text,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageException($"Parameters file does not hold an object.\n  file:     {path}\n  expected: {{ \"Name\": \"value\" }}");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var line = LineOf(bytes, reader.TokenStartIndex);
            reader.Read();
            var values = ReadValues(ref reader, name, path, line);
            if (values != null && name != "$schema")
            {
                _entries.Add((name, new RawValue(values, $"{path}, line {line}", root)));
            }
        }

        while (reader.Read())
        {
            // Finds what stands behind the object.
        }
    }

    private static List<string>? ReadValues(ref Utf8JsonReader reader, string name, string path, int line)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return [ReadOne(ref reader, name, path, line)];
        }

        List<string> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(ReadOne(ref reader, name, path, line));
        }

        return values;
    }

    private static string ReadOne(ref Utf8JsonReader reader, string name, string path, int line) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new UsageException(
            $"Parameter '{name}' has a value that no parameter can take.\n  file:     {path}\n  line:     {line}\n"
            + "  expected: a text, a number, true, false, or an array of these"),
    };

    private static UsageException NotJson(JsonException exception, byte[] bytes, string path)
    {
        var line = (int)(exception.LineNumber ?? 0);
        var lines = System.Text.Encoding.UTF8.GetString(bytes).Split('\n');
        var got = line < lines.Length ? lines[line].Trim() : "";
        // The reader's text ends with its own account of the place, which ours replaces.
        var cause = exception.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
        return new UsageException(
            $"Parameters file is not valid JSON: {cause}\n"
            + $"  file:     {path}\n"
            + string.Create(CultureInfo.InvariantCulture, $"  line:     {line + 1}, column {(exception.BytePositionInLine ?? 0) + 1}\n")
            + $"  got:      {(got.Length == 0 ? "(end of the file)" : got)}\n"
            + "  Usually a comma, quote or brace is missing on this line or on the one before.\n"
            + "  Correct the line, or delete the file: it is optional.");
    }

    private static int LineOf(ReadOnlySpan<byte> bytes, long position) => bytes[..(int)Math.Min(position, bytes.Length)].Count((byte)'\n') + 1;
}
