using System.Buffers.Binary;
using System.Text;

namespace MimRepro.Bench.Fuzzing;

/// <summary>Edits of a safetensors header, with its length set right again.</summary>
internal static class SafetensorsMutations
{
    private const int LengthBytes = 8;

    private static readonly string[] Pieces =
    [
        "-1", "0", "1", "3.5", "1e3", "4294967296", "9223372036854775807", "18446744073709551616", "null", "true", "\"F16\"", "\"F64\"", "\"U64\"", "\"F8_E4M3\"", "\"\\ud800\"", "[", "]", "{", "}", ",", "[[[[[[[[[[",
        "\"__metadata__\":{\"a\":\"b\"},", "\"data_offsets\":[0,0],", "\"shape\":[2,2],", "\"shape\":[],", "\"dtype\":\"BOOL\",",
    ];

    /// <returns>Null where the bytes have no such header.</returns>
    public static byte[]? Any(Random random, byte[] bytes)
    {
        if (bytes.Length < LengthBytes || bytes.AsSpan().StartsWith("PK"u8) || BinaryPrimitives.ReadUInt64LittleEndian(bytes) > (ulong)(bytes.Length - LengthBytes))
            return null;
        int end = LengthBytes + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        byte[] header = bytes[LengthBytes..end], data = bytes[end..];
        for (int i = 0; i < 1 + random.Next(2); i++)
            header = Edited(random, header);
        var result = new byte[LengthBytes + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(result, header.Length);
        header.CopyTo(result, LengthBytes);
        data.CopyTo(result, LengthBytes + header.Length);
        return result;
    }

    private static byte[] Edited(Random random, byte[] header)
    {
        int at = random.Next(header.Length + 1);
        byte[] piece = Encoding.ASCII.GetBytes(Pieces[random.Next(Pieces.Length)]);
        return random.Next(4) switch
        {
            0 => [.. header[..at], .. piece, .. header[at..]],
            1 => ByteMutations.Any(random, header, piece),
            _ => ReplaceNumber(random, header, piece),
        };
    }

    private static byte[] ReplaceNumber(Random random, byte[] header, byte[] piece)
    {
        int begin = Array.FindIndex(header, random.Next(header.Length + 1) is var from && from < header.Length ? from : 0, IsDigit);
        if (begin < 0)
            return [.. header, .. piece];
        int end = begin;
        while (end < header.Length && IsDigit(header[end]))
            end++;
        return [.. header[..begin], .. piece, .. header[end..]];
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';
}
