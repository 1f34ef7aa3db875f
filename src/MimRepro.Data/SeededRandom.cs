using System.Numerics;
using System.Text;
using MimRepro.Recipes;

namespace MimRepro.Data;

/// <summary>A small random generator with the same numbers on every machine and runtime: xoshiro256**.</summary>
/// <remarks>
/// Keyed by seed, purpose and index, so that what is drawn for one image does not depend on what was drawn before it.
/// Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2018); the state is filled by SplitMix64
/// from a key that FNV-1a and SplitMix64's mixer make.
/// </remarks>
public sealed class SeededRandom
{
    private const ulong FnvOffset = 14695981039346656037, FnvPrime = 1099511628211;
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private const double UnitOf53Bits = 1.0 / (1L << 53);

    private ulong _s0, _s1, _s2, _s3;

    /// <param name="seed">The recipe's seed.</param>
    /// <param name="purpose">What is drawn, in a word; another word gives unrelated numbers.</param>
    /// <param name="index">Which one of them: image, epoch, batch.</param>
    public SeededRandom(long seed, string purpose, long index = 0)
    {
        var key = FnvOffset;
        foreach (var letter in Encoding.UTF8.GetBytes(purpose))
            key = (key ^ letter) * FnvPrime;
        key = Mix(Mix(Mix(key) ^ (ulong)seed) ^ (ulong)index);
        _s0 = Mix(key += GoldenGamma);
        _s1 = Mix(key += GoldenGamma);
        _s2 = Mix(key += GoldenGamma);
        _s3 = Mix(key + GoldenGamma);
    }

    /// <summary>A generator in a known state, for comparison with published outputs.</summary>
    internal SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * UnitOf53Bits;

    /// <summary>Uniform in [Min, Max); Min itself when both are equal.</summary>
    public double NextInRange(Interval interval) => interval.Min + (interval.Max - interval.Min) * NextDouble();

    /// <summary>Uniform in 0 … <paramref name="exclusiveMax"/> − 1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is below 1.</exception>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        var bound = (ulong)exclusiveMax;
        while (true)
        {
            // Lemire (2019): the high word of a product; draws that would favour small numbers are thrown away.
            var high = Math.BigMul(NextUInt64(), bound, out var low);
            if (low >= bound || low >= (0 - bound) % bound)
                return (int)high;
        }
    }

    /// <summary>Puts the items into one of all orders, each equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
