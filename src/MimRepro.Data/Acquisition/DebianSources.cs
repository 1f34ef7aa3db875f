using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>The Debian or Ubuntu package, if it is installed.</summary>
internal sealed class InstalledPackageSource(IProcessRunner processes) : IDatasetSource
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public string Name => "installed package";

    public SourceAnswer Find(IReadOnlyList<DataFile> missing, AcquisitionRequest request)
    {
        if (request.Origin is not { DebianPackage: var package })
            return new([], "no package is known for this data set");
        var list = processes.Run("dpkg", ["-L", package], request.Folder, Limit);
        if (!list.Started)
            return new([], "there is no dpkg: not a Debian or Ubuntu system");
        if (!list.Succeeded)
            return new([], $"{package} is not installed");
        var lines = list.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var found = NamedFiles.Among(lines.Where(File.Exists), missing);
        return new(found, $"{package} has {found.Length} of {missing.Count} files");
    }
}

/// <summary>The same package fetched and unpacked beside the cache, which needs no root.</summary>
internal sealed class DownloadedPackageSource(IProcessRunner processes) : IDatasetSource
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public string Name => "apt-get download";

    public SourceAnswer Find(IReadOnlyList<DataFile> missing, AcquisitionRequest request)
    {
        if (request.Origin is not { DebianPackage: var package })
            return new([], "no package is known for this data set");
        var scratch = Directory.CreateDirectory(Path.Combine(request.Folder, "apt-" + Path.GetRandomFileName())).FullName;
        var download = Download(package, scratch, request.Say);
        if (!download.Started)
            return new([], "there is no apt-get: not a Debian or Ubuntu system", scratch);
        if (Directory.EnumerateFiles(scratch, "*.deb").FirstOrDefault() is not { } deb || !download.Succeeded)
            return new([], $"{download.Complaint} (exit {download.ExitCode}){Advice()}", scratch);
        var unpacked = Path.Combine(scratch, "files");
        var extract = processes.Run("dpkg-deb", ["-x", deb, unpacked], scratch, Limit);
        if (!extract.Succeeded)
            return new([], $"dpkg-deb could not unpack {Path.GetFileName(deb)}: {extract.Complaint}", scratch);
        var found = NamedFiles.Among(Directory.EnumerateFiles(unpacked, "*", SearchOption.AllDirectories), missing);
        return new(found, $"{package} has {found.Length} of {missing.Count} files", scratch);
    }

    private ProcessOutcome Download(string package, string folder, Action<string> say)
    {
        say($"apt-get download {package}");
        var download = processes.Run("apt-get", ["download", package], folder, Limit);
        if (download.Succeeded || !download.Started || !processes.IsPrivileged)
            return download;
        // A fresh machine has no package lists; root may fetch them.
        say("apt-get update");
        var update = processes.Run("apt-get", ["update"], folder, Limit);
        return update.Succeeded ? processes.Run("apt-get", ["download", package], folder, Limit) : update;
    }

    private string Advice() => processes.IsPrivileged ? "" : "; if it does not know the package, run 'sudo apt-get update' first";
}
