using System.Security.Cryptography;
using MimRepro.Pipeline;

namespace MimRepro.CodeFingerprints;

/// <summary>The closures of a worker's kinds and what they mean for a key.</summary>
internal sealed class Analysis : IDisposable
{
    private readonly WorkerFolder folder;
    private readonly WorkerAssemblies assemblies;
    private readonly MethodTexts texts;
    private readonly DispatchTable table;
    private readonly Dictionary<string, string> packageContent = new(StringComparer.Ordinal);

    public Analysis(WorkerFolder folder, string dispatchType)
    {
        this.folder = folder;
        assemblies = new WorkerAssemblies(folder.OwnAssemblies);
        texts = new MethodTexts(assemblies);
        table = new DispatchTable(assemblies, dispatchType);
        DiscriminatorNames = [.. SerializedTypes.DiscriminatorNames(assemblies)];
    }

    public IReadOnlyList<string> DiscriminatorNames { get; }

    public IEnumerable<string> Kinds => table.Kinds;

    public void Dispose() => assemblies.Dispose();

    public (IReadOnlyList<KeyValuePair<string, string>> Parts, CodeManifest Manifest) Of(string kind, IReadOnlySet<string> recipeVariants)
    {
        Closure closure = Closure.Of(assemblies, texts, table, kind, recipeVariants);
        var manifest = new CodeManifest(
            CodeManifest.CurrentFormat,
            [.. closure.Nodes.OrderBy(node => node.Id, StringComparer.Ordinal)],
            [.. closure.Unfollowed.Select(Describe).Distinct().Order(StringComparer.Ordinal)]);
        return (
            [
                new(Fingerprint.MethodsPart, manifest.Hash()),
                new(Fingerprint.CodePrefix + "compiler", CompilerFacts.Compiler(assemblies.Worker)),
                new(Fingerprint.CodePrefix + "framework", CompilerFacts.Framework(assemblies.Worker)),
                .. Packages(closure),
            ],
            manifest);
    }

    private static string Describe(Unfollowed unfollowed) => $"{unfollowed.Method} uses {unfollowed.What}: {unfollowed.Instead}";

    // A package that is reached may call any that it needs.
    private IEnumerable<KeyValuePair<string, string>> Packages(Closure closure)
    {
        var byName = folder.Dependencies.Packages.ToDictionary(package => package.Name, StringComparer.OrdinalIgnoreCase);
        var reached = new SortedDictionary<string, Package>(StringComparer.Ordinal);
        var waiting = new Queue<Package>(byName.Values.Where(package => package.Files.Any(file => IsReached(file, closure))));
        while (waiting.TryDequeue(out Package? package))
            if (reached.TryAdd(package.Name, package))
                foreach (string need in package.Needs)
                    if (byName.TryGetValue(need, out Package? needed)) waiting.Enqueue(needed);
        return reached.Values.Select(package => KeyValuePair.Create($"{Fingerprint.CodePrefix}package/{package.Name}", $"{package.Version} {ContentOf(package)}"));
    }

    private static bool IsReached(string file, Closure closure)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return closure.Assemblies.Contains(name)
            || closure.NativeLibraries.Any(library => name == library || name == "lib" + library || name == Path.GetFileNameWithoutExtension(library));
    }

    // Managed files are hashed as they lie there. Native ones can be hundreds of megabytes: the feed's hash of the package stands for them.
    private string ContentOf(Package package)
    {
        if (packageContent.TryGetValue(package.Name, out string? known)) return known;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(package.ContentHash));
        foreach (string file in package.Files.Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
        {
            string path = folder.PathOf(Path.GetFileNameWithoutExtension(file));
            if (File.Exists(path)) hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }
        return packageContent[package.Name] = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
