using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MimRepro.Data.Tests.Classification;

/// <summary>Writes MATLAB files of version 5 as MATLAB and SciPy do.</summary>
internal static class MatBytes
{
    public static byte[] File(params byte[][] variables) => [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, Platform: PCWIN64".PadRight(124)), 0, 1, (byte)'I', (byte)'M', .. variables.SelectMany(each => each)];

    /// <summary>A variable as -v7 stores it.</summary>
    public static byte[] Compressed(byte[] variable)
    {
        using var result = new MemoryStream();
        using (var folding = new ZLibStream(result, CompressionLevel.Optimal))
            folding.Write(variable);
        var folded = result.ToArray();
        return [.. Tag(15, folded.Length), .. folded];
    }

    public static byte[] Bytes(string name, params byte[] values) => Matrix(name, 9, [1, values.Length], Element(2, values));

    public static byte[] Doubles(string name, params double[] values) => Matrix(name, 6, [1, values.Length], Element(9, [.. values.SelectMany(BitConverter.GetBytes)]));

    /// <summary>Doubles that MATLAB has stored as 16-bit integers.</summary>
    public static byte[] Packed(string name, params ushort[] values) => Matrix(name, 6, [1, values.Length], Element(4, [.. values.SelectMany(BitConverter.GetBytes)]));

    public static byte[] Text(string name, string text) => Matrix(name, 4, [1, text.Length], Element(4, [.. text.SelectMany(letter => BitConverter.GetBytes(letter))]));

    public static byte[] Cells(string name, params byte[][] cells) => Matrix(name, 1, [1, cells.Length], [.. cells.SelectMany(each => each)]);

    /// <param name="values">Structure after structure, each with all fields.</param>
    public static byte[] Structures(string name, string[] fields, params byte[][] values)
    {
        const int width = 32;
        var names = fields.SelectMany(field => Encoding.ASCII.GetBytes(field.PadRight(width, '\0'))).ToArray();
        return Matrix(name, 2, [1, values.Length / fields.Length], [.. Element(5, BitConverter.GetBytes(width)), .. Element(1, names), .. values.SelectMany(each => each)]);
    }

    public static byte[] Matrix(string name, byte kind, int[] sizes, byte[] data)
    {
        byte[] inside = [.. Element(6, [kind, 0, 0, 0, 0, 0, 0, 0]), .. Element(5, [.. sizes.SelectMany(BitConverter.GetBytes)]), .. Element(1, Encoding.ASCII.GetBytes(name)), .. data];
        return [.. Tag(14, inside.Length), .. inside];
    }

    /// <summary>Up to four bytes lie in the tag; others are padded to eight.</summary>
    public static byte[] Element(int type, byte[] data) => data.Length is > 0 and <= 4
        ? [.. BitConverter.GetBytes((ushort)type), .. BitConverter.GetBytes((ushort)data.Length), .. data, .. new byte[4 - data.Length]]
        : [.. Tag(type, data.Length), .. data, .. new byte[(8 - data.Length % 8) % 8]];

    public static byte[] Tag(int type, int length)
    {
        var tag = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(tag, type);
        BinaryPrimitives.WriteInt32LittleEndian(tag.AsSpan(4), length);
        return tag;
    }
}
