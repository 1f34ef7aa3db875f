namespace MimRepro.Bench.Fuzzing;

/// <summary>Sound files, and the broken ones that a seed and an index make of them: the same pair always gives the same bytes.</summary>
internal sealed class FuzzCorpus(IReadOnlyList<byte[]> seeds)
{
    private const int Prime = 1_000_003, MostBytes = 1 << 18;

    /// <summary>The checkpoints of a folder in the order of their names; those with pickles count three times.</summary>
    public static FuzzCorpus OfCheckpoints(string folder) =>
        new([.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(file => Path.GetExtension(file) switch
        {
            ".pth" => Enumerable.Repeat(File.ReadAllBytes(file), 3),
            ".safetensors" => [File.ReadAllBytes(file)],
            _ => [],
        })]);

    public byte[] Input(int seed, int index)
    {
        var random = new Random(unchecked(seed * Prime + index));
        byte[] bytes = seeds[random.Next(seeds.Count)], other = seeds[random.Next(seeds.Count)];
        do
            bytes = Edited(random, bytes, other);
        while (random.Next(3) == 0 && bytes.Length is > 0 and < MostBytes);
        return bytes;
    }

    // Mostly edits that know the format, for they get furthest; one that does not breaks lengths and checksums around them.
    private static byte[] Edited(Random random, byte[] bytes, byte[] other) =>
        random.Next(6) == 0
            ? ByteMutations.Any(random, bytes, other)
            : ZipMutations.Any(random, bytes, other) ?? SafetensorsMutations.Any(random, bytes) ?? PickleMutations.Any(random, bytes, other);
}
