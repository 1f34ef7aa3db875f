using MimRepro.Pipeline;

namespace MimRepro.Experiments.Checkpoints;

/// <summary>Which pictures of a folder the models are shown.</summary>
public static class PictureFolder
{
    private const int Fewest = 4, Most = 10_000;
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Paths of at most <paramref name="count"/> pictures, evenly spread over all in ordinal order of their paths.</summary>
    /// <param name="folder">Looked through with its subfolders.</param>
    /// <param name="count">4 to 10,000.</param>
    /// <exception cref="PipelineInputException">No such folder, a count out of range, or fewer than four pictures.</exception>
    public static IReadOnlyList<string> Choose(string folder, int count)
    {
        if (count is < Fewest or > Most)
            throw new PipelineInputException($"The number of pictures cannot be used.\n  parameter:  --image-count\n  got:        {count}\n  expected:   {Fewest} to {Most}\n  Layers are compared over at least {Fewest} images.");
        if (!Directory.Exists(folder))
            throw new PipelineInputException($"There is no folder of pictures there.\n  parameter:  --images\n  got:        {folder}\n  expected:   a folder with {string.Join(", ", Endings)} files, also in folders inside it");
        string[] all = [.. Files(folder).Order(StringComparer.Ordinal)];
        if (all.Length < Fewest)
            throw new PipelineInputException($"There are too few pictures.\n  folder:     {folder}\n  got:        {all.Length}\n  expected:   {Fewest} or more ({string.Join(", ", Endings)}), also in folders inside it");
        return all.Length <= count ? all : [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
    }

    private static IEnumerable<string> Files(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden })
                .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PipelineInputException($"The folder of pictures cannot be read: {fault.Message}\n  folder:     {folder}", fault);
        }
    }
}
