using System.Buffers.Binary;

namespace MimRepro.Bench.Fuzzing;

/// <summary>Edits that know nothing of a format.</summary>
internal static class ByteMutations
{
    private static readonly long[] Numbers =
        [0, 1, -1, 2, 127, 128, 255, 256, short.MaxValue, ushort.MaxValue, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 60, long.MaxValue, long.MinValue];

    public static byte[] Any(Random random, byte[] bytes, byte[] other) => random.Next(7) switch
    {
        0 => FlipBits(random, bytes),
        1 => SetBytes(random, bytes),
        2 => bytes[..random.Next(bytes.Length + 1)],
        3 => Splice(random, bytes, other),
        4 => Repeat(random, bytes),
        5 => Remove(random, bytes),
        _ => SetNumber(random, bytes),
    };

    public static byte[] FlipBits(Random random, byte[] bytes) =>
        Edit(random, bytes, 1 + random.Next(4), (copy, at) => copy[at] ^= (byte)(1 << random.Next(8)));

    public static byte[] SetBytes(Random random, byte[] bytes) =>
        Edit(random, bytes, 1 + random.Next(8), (copy, at) => copy[at] = (byte)random.Next(256));

    /// <summary>Overwrites 1, 2, 4 or 8 bytes by a number at some edge, in either byte order.</summary>
    public static byte[] SetNumber(Random random, byte[] bytes) => Edit(random, bytes, 1, (copy, at) =>
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Numbers[random.Next(Numbers.Length)] + random.Next(-2, 3));
        number = number[..Math.Min(1 << random.Next(4), copy.Length - at)];
        if (random.Next(4) == 0)
            number.Reverse();
        number.CopyTo(copy.AsSpan(at));
    });

    /// <summary>The beginning of one, a piece of the other, then the first goes on.</summary>
    public static byte[] Splice(Random random, byte[] bytes, byte[] other)
    {
        int from = random.Next(other.Length + 1), at = random.Next(bytes.Length + 1), goesOn = random.Next(at, bytes.Length + 1);
        return [.. bytes[..at], .. other.AsSpan(from, random.Next(Math.Min(other.Length - from, 256) + 1)), .. bytes[goesOn..]];
    }

    private static byte[] Repeat(Random random, byte[] bytes)
    {
        int at = random.Next(bytes.Length + 1), length = random.Next(Math.Min(bytes.Length - at, 64) + 1);
        byte[] piece = bytes[at..(at + length)];
        return [.. bytes[..at], .. Enumerable.Repeat(piece, 1 + random.Next(random.Next(2) == 0 ? 3 : 200)).SelectMany(part => part), .. bytes[at..]];
    }

    private static byte[] Remove(Random random, byte[] bytes)
    {
        int at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. bytes[random.Next(at, Math.Min(bytes.Length, at + 64) + 1)..]];
    }

    private static byte[] Edit(Random random, byte[] bytes, int times, Action<byte[], int> edit)
    {
        byte[] copy = [.. bytes];
        for (int i = 0; i < times && copy.Length > 0; i++)
            edit(copy, random.Next(copy.Length));
        return copy;
    }
}
