using System.Globalization;
using System.Numerics;
using System.Text;

namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>Values that protocol 0 writes as lines of text.</summary>
internal static class PickleText
{
    private const int MostDigits = 4300; // as CPython: turning digits into a number takes time that grows with their square

    /// <returns>A <see cref="bool"/> for 00 and 01, else a <see cref="BigInteger"/>.</returns>
    public static object Integer(byte[] line) => Encoding.Latin1.GetString(line) switch
    {
        "00" => false,
        "01" => true,
        var text => Number(text),
    };

    public static BigInteger Long(byte[] line)
    {
        string text = Encoding.Latin1.GetString(line);
        return Number(text.EndsWith('L') ? text[..^1] : text);
    }

    private static BigInteger Number(string text) =>
        text.Length <= MostDigits && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
            ? number
            : throw new CheckpointFault($"the pickle has {CheckpointFault.Shown(text)} where a number of at most {MostDigits} digits belongs");

    public static double Float(byte[] line)
    {
        string text = Encoding.Latin1.GetString(line);
        return text.ToUpperInvariant() switch
        {
            "INF" or "+INF" => double.PositiveInfinity,
            "-INF" => double.NegativeInfinity,
            "NAN" or "-NAN" or "+NAN" => double.NaN,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new CheckpointFault($"the pickle has {CheckpointFault.Shown(text)} where a number belongs"),
        };
    }

    /// <summary>Latin-1 with \uXXXX and \UXXXXXXXX.</summary>
    public static string Unicode(byte[] line)
    {
        var text = new StringBuilder();
        for (int i = 0; i < line.Length; i++)
        {
            int digits = line[i] == '\\' && i + 1 < line.Length ? line[i + 1] switch { (byte)'u' => 4, (byte)'U' => 8, _ => 0 } : 0;
            if (digits == 0)
                text.Append((char)line[i]);
            else
            {
                AppendCode(text, line.AsSpan(i + 2), digits);
                i += 1 + digits;
            }
        }
        return text.ToString();
    }

    private static void AppendCode(StringBuilder text, ReadOnlySpan<byte> rest, int digits)
    {
        if (rest.Length < digits || !int.TryParse(rest[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) || code is < 0 or > 0x10ffff)
            throw new CheckpointFault("a string of the pickle has an escape that is no character");
        if (code > char.MaxValue)
            text.Append(char.ConvertFromUtf32(code));
        else
            text.Append((char)code); // half of a surrogate pair included, as Python writes them
    }

    /// <summary>A string between quotes as Python 2 prints it.</summary>
    public static string Quoted(byte[] line)
    {
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
            throw new CheckpointFault("a string of the pickle has no quotes around it");
        var bytes = new List<byte>();
        for (int i = 1; i < line.Length - 1; i++)
            bytes.Add(line[i] == '\\' ? Escaped(line, ref i) : line[i]);
        return PickleInput.Text([.. bytes]);
    }

    private static byte Escaped(byte[] line, ref int at)
    {
        at++;
        if (line[at] == 'x' && at + 3 < line.Length && byte.TryParse(line.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
        {
            at += 2;
            return code;
        }
        return line[at] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'\\' or (byte)'\'' or (byte)'"' => line[at],
            _ => throw new CheckpointFault("a string of the pickle has an unknown escape"),
        };
    }
}
