using System.Text.Json;

namespace MimRepro.Data.Coco;

/// <summary>Walks through a large JSON file and hands out the elements of its lists one by one; holds no more than one of them.</summary>
internal sealed class JsonRecordReader : IDisposable
{
    private const int FirstBuffer = 1 << 16;
    private readonly Stream _stream;
    private readonly string _path;
    private readonly int _mostRecordBytes;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start, _end;
    private long _offset;
    private bool _final;
    private JsonReaderState _state;

    /// <exception cref="DataFormatException">The file is missing.</exception>
    public JsonRecordReader(string path, int mostRecordBytes)
    {
        if (!File.Exists(path))
            throw new DataFormatException(
                $"An annotation file is missing.\n  file:       {path}\n  The data set lies elsewhere, or was not unpacked.\n  Put it there, or give its folder.");
        (_path, _mostRecordBytes, _stream) = (path, mostRecordBytes, File.OpenRead(path));
        Fill();
        if (_buffer.AsSpan(_start, _end - _start).StartsWith("\uFEFF"u8))
            _start += 3;
    }

    /// <summary>The name that the last <see cref="Next"/> read, after <see cref="JsonTokenType.PropertyName"/>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The next token; <see cref="JsonTokenType.None"/> after the end.</summary>
    /// <exception cref="DataFormatException">The file is not JSON.</exception>
    public JsonTokenType Next()
    {
        while (true)
        {
            var reader = Reader();
            if (Read(ref reader))
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    Name = NameOf(ref reader);
                Take(ref reader);
                return reader.TokenType;
            }
            if (!Fill())
                return JsonTokenType.None;
        }
    }

    /// <summary>Inside a list: its next element, whole.</summary>
    /// <param name="record">UTF-8, valid until the next call.</param>
    /// <param name="offset">Byte of the file at which it begins.</param>
    /// <returns>False at the end of the list.</returns>
    /// <exception cref="DataFormatException">The file is not JSON, or the element is too large.</exception>
    public bool TryNextRecord(out ReadOnlyMemory<byte> record, out long offset)
    {
        while (true)
        {
            var reader = Reader();
            if (Read(ref reader))
            {
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    Take(ref reader);
                    (record, offset) = (default, 0);
                    return false;
                }
                var first = (int)reader.TokenStartIndex;
                if (TrySkip(ref reader))
                {
                    record = _buffer.AsMemory(_start + first, (int)reader.BytesConsumed - first);
                    offset = _offset + _start + first;
                    Take(ref reader);
                    return true;
                }
            }
            if (!Fill())
                throw Broken("the file ends inside a list");
        }
    }

    /// <summary>Passes over the value that begins with the next token.</summary>
    /// <exception cref="DataFormatException">The file is not JSON.</exception>
    public void SkipValue()
    {
        var depth = 0;
        do
        {
            depth += Next() switch
            {
                JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
                JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
                JsonTokenType.None => throw Broken("the file ends inside a value"),
                _ => 0,
            };
        }
        while (depth > 0);
    }

    public void Dispose() => _stream.Dispose();

    public DataFormatException Broken(string what) => new(
        $"An annotation file is no JSON of the COCO kind.\n  file:       {_path}\n  {what}\n  It is cut off, still compressed, or of another kind.\n  Get it again.");

    private Utf8JsonReader Reader() => new(_buffer.AsSpan(_start, _end - _start), _final, _state);

    private bool Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException fault)
        {
            throw Broken(fault);
        }
    }

    private bool TrySkip(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TrySkip();
        }
        catch (JsonException fault)
        {
            throw Broken(fault);
        }
    }

    private string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Broken($"at byte {_offset + _start + reader.TokenStartIndex}: a name is not UTF-8");
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
    }

    private bool Fill()
    {
        if (_final)
            return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _offset += _start;
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Grow();
        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _final = read == 0;
        return true;
    }

    private void Grow()
    {
        if (_buffer.Length >= _mostRecordBytes)
            throw Broken($"at byte {_offset}: one record has more than {_mostRecordBytes:N0} bytes, the most that is read at once");
        Array.Resize(ref _buffer, (int)Math.Min((long)_buffer.Length * 2, Math.Max(FirstBuffer, _mostRecordBytes)));
    }

    private DataFormatException Broken(JsonException fault) => Broken($"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}: {fault.Message}");
}
