namespace MimRepro.Bench.Fuzzing;

/// <summary>Broken checkpoints.</summary>
internal static class CheckpointCorpus
{
    /// <summary>The checkpoints of a folder in the order of their names; those with pickles count three times.</summary>
    public static FuzzCorpus Of(string folder) =>
        new([.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(file => Path.GetExtension(file) switch
        {
            ".pth" => Enumerable.Repeat(File.ReadAllBytes(file), 3),
            ".safetensors" => [File.ReadAllBytes(file)],
            _ => [],
        })], Edited);

    // Mostly edits that know the format, for they get furthest; one that does not breaks lengths and checksums around them.
    private static byte[] Edited(Random random, byte[] bytes, byte[] other) =>
        random.Next(6) == 0
            ? ByteMutations.Any(random, bytes, other)
            : ZipMutations.Any(random, bytes, other) ?? SafetensorsMutations.Any(random, bytes) ?? PickleMutations.Any(random, bytes, other);
}
