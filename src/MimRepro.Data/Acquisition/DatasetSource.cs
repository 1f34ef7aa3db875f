using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>What is wanted, and where it goes.</summary>
/// <param name="Origin">Where the public data set can be had; null when we know no place.</param>
/// <param name="Folder">The data set's folder in the data cache.</param>
/// <param name="Say">Reports what is being done.</param>
internal sealed record AcquisitionRequest(DatasetRecipe Recipe, DatasetOrigin? Origin, string? DataRoot, string Folder, Action<string> Say);

/// <summary>The public homes of a data set.</summary>
/// <param name="CustomaryFolder">Where other tools keep it inside their data folder.</param>
internal sealed record DatasetOrigin(string DebianPackage, Uri Repository, string CustomaryFolder);

/// <summary>What a source found.</summary>
/// <param name="Paths">Files with the names of the recipe, plain or with <c>.gz</c>; not verified.</param>
/// <param name="Said">In a line, why it is not more.</param>
/// <param name="Scratch">A folder of ours to delete once the files are taken; unfinished downloads in it are kept.</param>
internal sealed record SourceAnswer(IReadOnlyList<string> Paths, string Said, string? Scratch = null);

/// <summary>One way to get the files of a data set.</summary>
internal interface IDatasetSource
{
    /// <summary>As in error messages.</summary>
    string Name { get; }

    /// <summary>True when what it has was handed to us by the user: a bad file is then an error, not a reason to look elsewhere.</summary>
    bool IsChosenByUser => false;

    /// <summary>Looks for the files still missing. Never throws because a source is not there.</summary>
    SourceAnswer Find(IReadOnlyList<DataFile> missing, AcquisitionRequest request);
}

/// <summary>Finding the files of a recipe among others.</summary>
internal static class NamedFiles
{
    public const string Gzip = ".gz";

    /// <summary>The path for <paramref name="file"/>, plain before compressed, or null.</summary>
    public static string? Of(DataFile file, IEnumerable<string> paths) =>
        paths.FirstOrDefault(path => Path.GetFileName(path) == file.Name) ?? paths.FirstOrDefault(path => Path.GetFileName(path) == file.Name + Gzip);

    /// <summary>Those of <paramref name="paths"/> that carry a wanted name.</summary>
    public static string[] Among(IEnumerable<string> paths, IReadOnlyList<DataFile> wanted)
    {
        var all = paths.ToArray();
        return [.. wanted.Select(file => Of(file, all)).OfType<string>()];
    }

    public static string List(IEnumerable<DataFile> files) => string.Join(", ", files.Select(file => file.Name));
}
