using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MimRepro.Models.Checkpoints;

/// <summary>Exact values of element types that TorchSharp lacks, in the type that <see cref="TensorType.Loads"/> names.</summary>
internal static class TensorWidening
{
    public static int WidenedBytes(TensorType type) => type.Name is "U32" or "C32" ? 8 : 4;

    /// <param name="raw">Little-endian elements.</param>
    /// <param name="into">Elements of the wider type.</param>
    public static void Widen(TensorType type, ReadOnlySpan<byte> raw, Span<byte> into)
    {
        if (type.Name == "U16")
            for (int i = 0; i < raw.Length / 2; i++)
                MemoryMarshal.Cast<byte, int>(into)[i] = BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]);
        else if (type.Name == "U32")
            for (int i = 0; i < raw.Length / 4; i++)
                MemoryMarshal.Cast<byte, long>(into)[i] = BinaryPrimitives.ReadUInt32LittleEndian(raw[(4 * i)..]);
        else if (type.Name == "C32")
            for (int i = 0; i < raw.Length / 2; i++)
                MemoryMarshal.Cast<byte, float>(into)[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]);
        else
            for (int i = 0; i < raw.Length; i++)
                MemoryMarshal.Cast<byte, float>(into)[i] = Float8(type.Name, raw[i]);
    }

    /// <summary>OCP 8-bit formats and their FNUZ variants (one NaN at 0x80, no negative zero, exponent bias one higher).</summary>
    private static float Float8(string format, byte bits)
    {
        if (format == "F8_E8M0")
            return bits == 0xff ? float.NaN : (float)Math.ScaleB(1.0, bits - 127);
        bool unsignedZero = format.EndsWith("FNUZ", StringComparison.Ordinal);
        if (unsignedZero && bits == 0x80)
            return float.NaN;
        int mantissaBits = format.StartsWith("F8_E4M3", StringComparison.Ordinal) ? 3 : 2;
        int bias = (mantissaBits == 3 ? 7 : 15) + (unsignedZero ? 1 : 0);
        int exponent = (bits & 0x7f) >> mantissaBits, mantissa = bits & ((1 << mantissaBits) - 1);
        float sign = bits >= 0x80 ? -1 : 1;
        if (format == "F8_E4M3" && (bits & 0x7f) == 0x7f)
            return float.NaN;
        if (format == "F8_E5M2" && exponent == 31)
            return mantissa == 0 ? sign * float.PositiveInfinity : float.NaN;
        double value = exponent == 0
            ? Math.ScaleB(mantissa, 1 - bias - mantissaBits)
            : Math.ScaleB(mantissa + (1 << mantissaBits), exponent - bias - mantissaBits);
        return sign * (float)value;
    }
}
