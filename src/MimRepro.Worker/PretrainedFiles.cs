using System.Globalization;

namespace MimRepro.Worker;

/// <summary>Names of the files that a pre-training artifact holds.</summary>
public static class PretrainedFiles
{
    /// <summary>All weights at the end, with the head or decoder.</summary>
    public const string Model = "model.safetensors";

    private const string Folder = "checkpoints";
    private const string Prefix = "epoch-";
    private const string Suffix = ".safetensors";

    /// <summary>The backbone after <paramref name="epoch"/> epochs.</summary>
    public static string Checkpoint(double epoch) =>
        $"{Folder}/{Prefix}{epoch.ToString("0000.####", CultureInfo.InvariantCulture)}{Suffix}";

    /// <summary>All checkpoints of an artifact, oldest first.</summary>
    public static IReadOnlyList<(double Epoch, string File)> Checkpoints(string artifact) =>
        Directory.EnumerateFiles(Path.Combine(artifact, Folder), Prefix + "*" + Suffix)
            .Select(file => (double.Parse(Path.GetFileName(file)[Prefix.Length..^Suffix.Length], CultureInfo.InvariantCulture), file))
            .OrderBy(checkpoint => checkpoint.Item1)
            .ToList();
}
