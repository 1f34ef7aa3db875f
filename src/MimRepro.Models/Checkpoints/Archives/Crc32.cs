using System.Buffers.Binary;

namespace MimRepro.Models.Checkpoints.Archives;

/// <summary>The checksum of zip entries: CRC-32 with the reflected polynomial 0xEDB88320, sixteen bytes a step.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Step = 16;

    // Tables[k][b]: what byte b does to the checksum when k more bytes follow in the same step.
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>The checksum after some more bytes; start with 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        uint[][] t = Tables;
        while (bytes.Length >= Step)
        {
            uint a = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint b = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            uint c = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            uint d = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
            crc = t[15][(byte)a] ^ t[14][(byte)(a >> 8)] ^ t[13][(byte)(a >> 16)] ^ t[12][a >> 24]
                ^ t[11][(byte)b] ^ t[10][(byte)(b >> 8)] ^ t[9][(byte)(b >> 16)] ^ t[8][b >> 24]
                ^ t[7][(byte)c] ^ t[6][(byte)(c >> 8)] ^ t[5][(byte)(c >> 16)] ^ t[4][c >> 24]
                ^ t[3][(byte)d] ^ t[2][(byte)(d >> 8)] ^ t[1][(byte)(d >> 16)] ^ t[0][d >> 24];
            bytes = bytes[Step..];
        }
        foreach (byte value in bytes)
            crc = t[0][(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[Step][];
        for (int k = 0; k < Step; k++)
            tables[k] = new uint[256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            tables[0][value] = crc;
        }
        for (int k = 1; k < Step; k++)
            for (int value = 0; value < 256; value++)
                tables[k][value] = tables[0][(byte)tables[k - 1][value]] ^ (tables[k - 1][value] >> 8);
        return tables;
    }
}
