using System.Security.Cryptography;
using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Compares a published folder with its manifest.</summary>
internal static class ArtifactCheck
{
    /// <summary>What is wrong with the artifact in <paramref name="folder"/>, or null.</summary>
    /// <param name="folder">A published folder.</param>
    /// <param name="hash">The content hash it is published under; null for the part of an artifact that is kept as its measurements.</param>
    /// <param name="verify">Hash every file; otherwise only those whose time differs (a copied store has new times).</param>
    public static string? Fault(string folder, string? hash, bool verify)
    {
        ArtifactManifest manifest;
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(Path.Combine(folder, ArtifactManifest.FileName));
            manifest = StoreText.Manifest(bytes);
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return $"{ArtifactManifest.FileName} cannot be read ({fault.Message})";
        }
        if (verify && !IsUntouched(manifest, bytes)) return $"{ArtifactManifest.FileName} has other content than when it was written";
        if (hash is not null && manifest.ContentHash() != hash) return $"{ArtifactManifest.FileName} does not belong to it";
        return manifest.Files.Select(file => FileFault(folder, file, verify)).FirstOrDefault(fault => fault is not null) ?? Surplus(folder, manifest);
    }

    /// <summary>Relative paths of all files, in ordinal order.</summary>
    /// <exception cref="InvalidDataException">A link, or a name that an artifact cannot have.</exception>
    public static IReadOnlyList<string> FilesIn(string folder)
    {
        var paths = new List<string>();
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (entry.LinkTarget is not null) throw new InvalidDataException($"{path} is a link; an artifact holds files only");
            if (entry is DirectoryInfo) continue;
            if (path == ArtifactManifest.FileName || !ArtifactPath.IsSafe(path)) throw new InvalidDataException($"{path} is not a name for a file of an artifact");
            paths.Add(path);
        }
        paths.Sort(StringComparer.Ordinal);
        return paths;
    }

    private static bool IsUntouched(ArtifactManifest manifest, byte[] bytes) =>
        bytes.AsSpan().SequenceEqual(manifest.ToJson()) && (manifest.Checksum is null || manifest.Sealed().Checksum == manifest.Checksum);

    private static string? FileFault(string folder, ManifestFile file, bool verify)
    {
        var info = new FileInfo(Path.Combine(folder, file.Path));
        if (!info.Exists) return $"{file.Path} is missing";
        if (info.Length != file.Size) return $"{file.Path} has {info.Length} bytes, expected {file.Size}";
        if (!verify && info.LastWriteTimeUtc.Ticks == file.ModifiedTicks) return null;
        using FileStream stream = info.OpenRead();
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == file.Sha256 ? null : $"{file.Path} has other content than when it was written";
    }

    private static string? Surplus(string folder, ArtifactManifest manifest)
    {
        int present = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();
        return present == manifest.Files.Count + 1 ? null : $"it holds {present - 1} files, expected {manifest.Files.Count}";
    }
}
