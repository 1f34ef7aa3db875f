using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MimRepro.Pipeline;

namespace MimRepro.CodeFingerprints;

/// <summary>The folder that the worker was compiled into.</summary>
internal sealed class WorkerFolder
{
    private readonly Lazy<DependencyFile> dependencies;
    private readonly string worker;

    /// <exception cref="PipelineInputException">The worker has not been built.</exception>
    public WorkerFolder(string workerAssembly)
    {
        worker = Path.GetFullPath(workerAssembly);
        if (!File.Exists(worker))
            throw new PipelineInputException($"Code of a step cannot be read: the worker is not there.\n  file:       {worker}\n  It is compiled by ./build.sh; start that instead of the driver.");
        dependencies = new(() => DependencyFile.Read(DependencyPath));
    }

    public DependencyFile Dependencies => dependencies.Value;

    /// <summary>Paths of the repository's own assemblies, the worker's first.</summary>
    public IReadOnlyList<string> OwnAssemblies =>
        [worker, .. Dependencies.Own.Order(StringComparer.Ordinal).Select(PathOf).Where(path => path != worker && File.Exists(path))];

    /// <summary>Changes with the content of any own assembly, with the list of packages, and with any package's files.</summary>
    /// <remarks>Own assemblies are small and hashed; of packages' files name, size and time count, since hundreds of megabytes may lie here.</remarks>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string folder = Path.GetDirectoryName(worker)!;
        var own = new HashSet<string>(Dependencies.Own, StringComparer.Ordinal);
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            bool isOwn = file.FullName == DependencyPath || (file.Extension is ".dll" or ".pdb" && own.Contains(Path.GetFileNameWithoutExtension(file.Name)));
            if (!isOwn && file.Extension is not (".dll" or ".so" or ".dylib")) continue;
            hash.AppendData(Encoding.UTF8.GetBytes(isOwn ? file.Name : string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}\n")));
            if (isOwn) hash.AppendData(SHA256.HashData(File.ReadAllBytes(file.FullName)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public string PathOf(string assembly) => Path.Combine(Path.GetDirectoryName(worker)!, assembly + ".dll");

    private string DependencyPath => Path.ChangeExtension(worker, ".deps.json");
}
