using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MimRepro.Data.Classification;

/// <summary>The variables of a MATLAB file of version 5 (MATLAB's -v6 and -v7): numbers, text, cells and structures.</summary>
/// <remarks>
/// MathWorks, "MAT-File Format", chapter 1. Sparse arrays, objects and functions are passed over, their values are empty. Files of
/// version 7.3 are HDF5 and refused.
/// </remarks>
internal sealed class MatFile
{
    private const int HeaderBytes = 128, MostVariables = 4096;
    private const long MostUnfolded = 1L << 26;

    private readonly string _name;
    private readonly Dictionary<string, MatValue> _values = [];
    private long _unfolded;

    private MatFile(string name) => _name = name;

    /// <exception cref="DataFormatException">It is missing, damaged, too large or of another version.</exception>
    public static MatFile Read(SetFolder folder, string file) => Read(folder.Content(file), folder[file]);

    /// <param name="content">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="DataFormatException">It is damaged, unfolds to more than 64 MiB, or is of another version.</exception>
    public static MatFile Read(byte[] content, string name)
    {
        var file = new MatFile(name);
        if (content.AsSpan().StartsWith("MATLAB 7.3"u8) || content.AsSpan().StartsWith("\u0089HDF"u8))
            throw file.Fault("it is of version 7.3, which is HDF5; save it again by MATLAB's save -v7");
        if (content.Length < HeaderBytes || content[126] != 'I' || content[127] != 'M')
            throw file.Fault("it does not have the header of a MATLAB file of version 5, low byte first");
        file.ReadVariables(content.AsMemory(HeaderBytes), unfolded: false);
        return file;
    }

    /// <summary>A variable by name.</summary>
    /// <exception cref="DataFormatException">There is none of that name.</exception>
    public MatValue Value(string variable) => _values.TryGetValue(variable, out var value) ? value
        : throw Fault($"it has no variable '{variable}' but {(_values.Count == 0 ? "none" : string.Join(", ", _values.Keys.Order(StringComparer.Ordinal).Take(10).Select(SetFolder.Shortened)))}");

    /// <summary>The numbers of an array, column by column.</summary>
    /// <exception cref="DataFormatException">There is no such variable, or it does not hold numbers.</exception>
    public double[] Numbers(string variable) => Value(variable).Numbers ?? throw Fault($"its variable '{variable}' holds no numbers but {Value(variable).Describe()}");

    private void ReadVariables(ReadOnlyMemory<byte> content, bool unfolded)
    {
        while (content.Length > 0)
        {
            (var type, var data, content) = MatElement.Next(content, this);
            if (type == MatElement.Compressed && !unfolded)
                ReadVariables(Unfold(data), unfolded: true);
            else if (type == MatElement.Matrix)
                Keep(MatValue.Read(data, this, depth: 0));
            if (_values.Count > MostVariables)
                throw Fault($"it has more than {MostVariables} variables");
        }
    }

    private void Keep((string Name, MatValue Value) variable)
    {
        if (!_values.TryAdd(variable.Name, variable.Value))
            throw Fault($"it has the variable '{SetFolder.Shortened(variable.Name)}' twice");
    }

    private byte[] Unfold(ReadOnlyMemory<byte> data)
    {
        using var result = new MemoryStream();
        try
        {
            using var unfolding = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            while (unfolding.Read(buffer) is > 0 and var read)
            {
                if ((_unfolded += read) > MostUnfolded)
                    throw Fault($"it unfolds to more than {MostUnfolded >> 20} MiB");
                result.Write(buffer, 0, read);
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw Fault("a compressed part of it is damaged", fault);
        }
        return result.ToArray();
    }

    internal DataFormatException Fault(string what, Exception? cause = null) =>
        new($"A MATLAB file cannot be read: {what}.\n  file:       {_name}\n  Unpack the set again as it is published.", cause);
}

/// <summary>A tagged piece of a MATLAB file: a type, and bytes padded to a multiple of eight.</summary>
internal static class MatElement
{
    public const int Matrix = 14, Compressed = 15;
    private const int TagBytes = 8, SmallBytes = 4;

    /// <exception cref="DataFormatException">It is longer than what is left.</exception>
    public static (int Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> After) Next(ReadOnlyMemory<byte> content, MatFile file)
    {
        if (content.Length < TagBytes)
            throw file.Fault("it is cut short in the tag of a piece");
        var first = BinaryPrimitives.ReadUInt32LittleEndian(content.Span);
        if (first >> 16 is > 0 and var small) // up to four bytes lie in the tag itself
            return small <= SmallBytes ? ((int)(first & 0xFFFF), content.Slice(SmallBytes, (int)small), content[TagBytes..]) : throw file.Fault($"a piece of it has {small} bytes in its tag, expected at most {SmallBytes}");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(content.Span[SmallBytes..]);
        if (length > content.Length - TagBytes || first > int.MaxValue)
            throw file.Fault($"a piece of it has {length} bytes, only {content.Length - TagBytes} are left");
        var padded = first == Compressed ? length : Math.Min((length + 7L) / 8 * 8, content.Length - TagBytes);
        return ((int)first, content.Slice(TagBytes, (int)length), content[(int)(TagBytes + padded)..]);
    }

    /// <summary>Bytes of one number of a type; 0 for a type that has none.</summary>
    public static int Bytes(int type) => type switch { 1 or 2 or 16 => 1, 3 or 4 or 17 => 2, 5 or 6 or 7 or 18 => 4, 9 or 12 or 13 => 8, _ => 0 };

    /// <summary>All numbers of a piece.</summary>
    public static double[] Numbers(int type, ReadOnlySpan<byte> data)
    {
        var bytes = Bytes(type);
        var numbers = new double[bytes == 0 ? 0 : data.Length / bytes];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Number(type, data.Slice(i * bytes, bytes));
        return numbers;
    }

    private static double Number(int type, ReadOnlySpan<byte> data) => type switch
    {
        1 => (sbyte)data[0],
        3 => BinaryPrimitives.ReadInt16LittleEndian(data),
        4 or 17 => BinaryPrimitives.ReadUInt16LittleEndian(data),
        5 => BinaryPrimitives.ReadInt32LittleEndian(data),
        6 or 18 => BinaryPrimitives.ReadUInt32LittleEndian(data),
        7 => BinaryPrimitives.ReadSingleLittleEndian(data),
        9 => BinaryPrimitives.ReadDoubleLittleEndian(data),
        12 => BinaryPrimitives.ReadInt64LittleEndian(data),
        13 => BinaryPrimitives.ReadUInt64LittleEndian(data),
        _ => data[0],
    };
}

/// <summary>A value of a MATLAB file: numbers, text, cells or structures; all null for kinds that are passed over.</summary>
internal sealed record MatValue
{
    private const int Cell = 1, Structure = 2, Character = 4, Double = 6, UInt64 = 15;
    private const int DeepestNesting = 16;
    private const int LongestFieldName = 1024;

    /// <summary>Real parts, column by column.</summary>
    public double[]? Numbers { get; private init; }

    public string? Text { get; private init; }

    public MatValue[]? Cells { get; private init; }

    private string[]? FieldNames { get; init; }

    /// <summary>A field of every structure of an array; null when there is none.</summary>
    public MatValue[]? Field(string name)
    {
        if (FieldNames is null || Cells is null || Array.IndexOf(FieldNames, name) is not (>= 0 and var place))
            return null;
        return [.. Enumerable.Range(0, Cells.Length / FieldNames.Length).Select(i => Cells[i * FieldNames.Length + place])];
    }

    public string Describe() => FieldNames is not null ? $"structures with the fields {SetFolder.Shortened(string.Join(", ", FieldNames))}"
        : Cells is not null ? $"{Cells.Length} cells" : Text is not null ? "text" : Numbers is not null ? $"{Numbers.Length} numbers" : "a value of another kind";

    /// <param name="content">The inside of a matrix element.</param>
    /// <param name="file">For messages.</param>
    /// <param name="depth">How many cells and structures it lies in.</param>
    /// <exception cref="DataFormatException">It is damaged or nested too deep.</exception>
    public static (string Name, MatValue Value) Read(ReadOnlyMemory<byte> content, MatFile file, int depth)
    {
        if (content.Length == 0)
            return ("", new() { Numbers = [] }); // an empty array may be written as nothing at all
        if (depth > DeepestNesting)
            throw file.Fault($"its values lie in more than {DeepestNesting} others");
        var (_, flags, afterFlags) = MatElement.Next(content, file);
        if (flags.Length < 8)
            throw file.Fault("a value of it does not say its class");
        var kind = flags.Span[0];
        if (kind is not (Cell or Structure or Character or (>= Double and <= UInt64)))
            return ("", new());
        var (type, sizes, afterSizes) = MatElement.Next(afterFlags, file);
        var (_, name, data) = MatElement.Next(afterSizes, file);
        var count = Count(MatElement.Numbers(type, sizes.Span), file);
        var value = kind switch
        {
            Cell => new() { Cells = Values(data, count, file, depth) },
            Structure => Structures(data, count, file, depth),
            _ => Plain(data, count, kind == Character, file),
        };
        return (Encoding.ASCII.GetString(name.Span), value);
    }

    private static long Count(double[] sizes, MatFile file)
    {
        var count = 1.0;
        foreach (var size in sizes)
            count = size >= 0 ? count * size : throw file.Fault($"a value of it has a side of {size}");
        return count <= int.MaxValue && sizes.Length >= 2 ? (long)count : throw file.Fault($"a value of it has {sizes.Length} sides and {count} elements");
    }

    private static MatValue Plain(ReadOnlyMemory<byte> content, long count, bool text, MatFile file)
    {
        var (type, data, _) = MatElement.Next(content, file);
        if (text && type is 1 or 2 or 16)
            return new() { Text = Encoding.UTF8.GetString(data.Span) };
        if (MatElement.Bytes(type) == 0 || data.Length != count * MatElement.Bytes(type))
            throw file.Fault($"a value of it has {data.Length} bytes of type {type} for {count} elements");
        var numbers = MatElement.Numbers(type, data.Span);
        return text ? new() { Text = string.Concat(numbers.Select(number => (char)(ushort)number)) } : new() { Numbers = numbers };
    }

    private static MatValue Structures(ReadOnlyMemory<byte> content, long count, MatFile file, int depth)
    {
        var (type, length, afterLength) = MatElement.Next(content, file);
        var (_, names, data) = MatElement.Next(afterLength, file);
        if (MatElement.Numbers(type, length.Span) is not [>= 1 and <= LongestFieldName and var width] || names.Length % (int)width != 0)
            throw file.Fault("a structure of it does not name its fields");
        var fields = Enumerable.Range(0, names.Length / (int)width).Select(i => Encoding.ASCII.GetString(names.Span.Slice(i * (int)width, (int)width)).TrimEnd('\0')).ToArray();
        return new() { FieldNames = fields, Cells = Values(data, count * fields.Length, file, depth) };
    }

    private static MatValue[] Values(ReadOnlyMemory<byte> content, long count, MatFile file, int depth)
    {
        const int LeastBytes = 8;
        if (count > content.Length / LeastBytes)
            throw file.Fault($"a value of it has {count} parts, more than its {content.Length} bytes can hold");
        var values = new MatValue[count];
        for (var i = 0; i < values.Length; i++)
        {
            (var type, var data, content) = MatElement.Next(content, file);
            values[i] = type == MatElement.Matrix ? Read(data, file, depth + 1).Value : throw file.Fault($"a part of a value of it is of type {type}, expected {MatElement.Matrix}");
        }
        return values;
    }
}
