namespace MimRepro.Bench.Fuzzing;

/// <summary>Sound files, and the broken ones that a seed and an index make of them: the same pair always gives the same bytes.</summary>
internal sealed class FuzzCorpus(IReadOnlyList<byte[]> seeds)
{
    private const int Prime = 1_000_003, MostBytes = 1 << 18;

    /// <summary>All files of a folder that end in one of the extensions, in the order of their names.</summary>
    public static FuzzCorpus Of(string folder, params string[] extensions) =>
        new([.. Directory.GetFiles(folder).Where(file => extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]);

    public byte[] Input(int seed, int index)
    {
        var random = new Random(unchecked(seed * Prime + index));
        byte[] bytes = seeds[random.Next(seeds.Count)], other = seeds[random.Next(seeds.Count)];
        for (int i = 0; i < 1 + random.Next(3) && bytes.Length < MostBytes; i++)
            bytes = i == 0 ? Aware(random, bytes, other) : ByteMutations.Any(random, bytes, other);
        return bytes;
    }

    private static byte[] Aware(Random random, byte[] bytes, byte[] other) =>
        random.Next(4) == 0
            ? ByteMutations.Any(random, bytes, other)
            : ZipMutations.Any(random, bytes, other) ?? SafetensorsMutations.Any(random, bytes) ?? PickleMutations.Any(random, bytes, other);
}
