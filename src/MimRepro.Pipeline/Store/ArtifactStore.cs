using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MimRepro.Pipeline;

/// <summary>Artifacts by the hash of their content. A folder here is whole or absent, and never changes.</summary>
internal sealed class ArtifactStore(StoreLayout layout, bool verify)
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Writable = ReadOnly | UnixFileMode.UserWrite;

    private readonly Lock publishing = new();
    private readonly ConcurrentDictionary<string, bool> hashed = new(StringComparer.Ordinal);

    public string FolderOf(string hash) => layout.Artifact(hash);

    public bool Exists(string hash) => Directory.Exists(FolderOf(hash));

    /// <summary>What is wrong with a published artifact, or null. With verify its files are hashed once a session.</summary>
    public string? FaultOf(string hash)
    {
        bool hashFiles = verify && !hashed.ContainsKey(hash);
        string? fault = ArtifactCheck.Fault(FolderOf(hash), hash, hashFiles);
        if (hashFiles && fault is null) hashed.TryAdd(hash, true);
        return fault;
    }

    /// <summary>Moves a finished folder into the store.</summary>
    /// <param name="folder">On the store's file system.</param>
    /// <param name="flush">Whether a loss of power must not lose it. What is found afterwards is whole in any case: its files are flushed before it is recorded.</param>
    /// <returns>Its content hash.</returns>
    /// <exception cref="InvalidDataException">The folder holds what an artifact must not: a link, a file called manifest.json.</exception>
    public string Publish(string folder, bool flush = true)
    {
        string hash = Seal(folder, flush).ContentHash();
        lock (publishing) MoveIn(folder, hash);
        if (flush) DurableFile.FlushFolder(layout.Artifacts);
        return hash;
    }

    // Two steps may write the same content at the same moment.
    private void MoveIn(string folder, string hash)
    {
        if (Exists(hash))
        {
            // Whoever writes the same bytes again is a good moment to look at the old ones closely.
            if (ArtifactCheck.Fault(FolderOf(hash), hash, verify: true) is null)
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            MoveAside(hash);
        }
        Directory.Move(folder, FolderOf(hash));
    }

    /// <summary>Takes a damaged artifact out of use, without losing what is left of it.</summary>
    /// <returns>Where it lies now.</returns>
    public string MoveAside(string hash)
    {
        Directory.CreateDirectory(layout.Damaged);
        string target = Path.Combine(layout.Damaged, hash);
        for (int copy = 2; Directory.Exists(target); copy++) target = Path.Combine(layout.Damaged, $"{hash}-{copy}");
        Directory.Move(FolderOf(hash), target);
        Directory.SetLastWriteTimeUtc(target, DateTime.UtcNow); // when it was moved: Gc goes by that
        return target;
    }

    /// <summary>Makes the files read-only and durable, and writes their manifest beside them.</summary>
    public static ArtifactManifest Seal(string folder, bool flush = true)
    {
        var manifest = new ArtifactManifest(ArtifactManifest.CurrentFormat, [.. ArtifactCheck.FilesIn(folder).Select(path => SealFile(folder, path))]);
        string manifestPath = Path.Combine(folder, ArtifactManifest.FileName);
        DurableFile.Write(manifestPath, manifest.Sealed().ToJson(), flush);
        SetMode(manifestPath, ReadOnly);
        if (!flush) return manifest;
        foreach (string inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)) DurableFile.FlushFolder(inner);
        return manifest;
    }

    private static ManifestFile SealFile(string folder, string path)
    {
        string file = Path.Combine(folder, path);
        SetMode(file, Writable); // a copy of another artifact's file comes read-only, and then cannot be flushed
        DurableFile.Flush(file);
        using FileStream stream = File.OpenRead(file);
        string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        SetMode(file, ReadOnly);
        return new ManifestFile(path, stream.Length, File.GetLastWriteTimeUtc(file).Ticks, hash);
    }

    // Windows refuses to delete read-only files, and then Clean would.
    private static void SetMode(string file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, mode);
    }
}
