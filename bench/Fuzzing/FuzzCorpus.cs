namespace MimRepro.Bench.Fuzzing;

/// <summary>Sound files, and the broken ones that a seed and an index make of them: the same pair always gives the same bytes.</summary>
/// <param name="seeds">Sound files.</param>
/// <param name="edit">One edit of a file, given another to take pieces from.</param>
internal sealed class FuzzCorpus(IReadOnlyList<byte[]> seeds, Func<Random, byte[], byte[], byte[]> edit)
{
    private const int Prime = 1_000_003, MostBytes = 1 << 18;

    public byte[] Input(int seed, int index)
    {
        var random = new Random(unchecked(seed * Prime + index));
        byte[] bytes = seeds[random.Next(seeds.Count)], other = seeds[random.Next(seeds.Count)];
        do
            bytes = edit(random, bytes, other);
        while (random.Next(3) == 0 && bytes.Length is > 0 and < MostBytes);
        return bytes;
    }
}
