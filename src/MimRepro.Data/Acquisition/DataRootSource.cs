using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>The user's own copy: the folder given as <c>--data-root</c>, or the data set's folder in it.</summary>
internal sealed class DataRootSource : IDatasetSource
{
    public string Name => "--data-root";

    public bool IsChosenByUser => true;

    public SourceAnswer Find(IReadOnlyList<DataFile> missing, AcquisitionRequest request)
    {
        if (request.DataRoot is not { } root)
            return new([], "not given");
        if (!Directory.Exists(root))
            throw new DataFormatException(
                $"The folder given as --data-root does not exist.\n  folder:     {root}\n" +
                $"  looked for: {NamedFiles.List(missing)} (plain or .gz), there or in {string.Join(" or ", Folders(request))}\n" +
                "  A path that is not absolute starts at the folder in which the build runs.\n  Correct the path, or leave out --data-root so that the build gets the data set itself.");
        var folders = Folders(request).Select(folder => Path.Combine(root, folder)).Prepend(root).ToArray();
        var candidates = folders.SelectMany(folder => missing.SelectMany(file => new[] { file.Name, file.Name + NamedFiles.Gzip }.Select(name => Path.Combine(folder, name))));
        var found = NamedFiles.Among(candidates.Where(File.Exists), missing);
        return new(found, $"{root} has {found.Length} of {missing.Count} files");
    }

    private static string[] Folders(AcquisitionRequest request) =>
        request.Origin is { CustomaryFolder: var customary } ? [request.Recipe.Dataset, customary] : [request.Recipe.Dataset];
}
