using System.Security.Cryptography;
using System.Text;

namespace MimRepro.Pipeline;

/// <summary>A file of an artifact.</summary>
/// <param name="Path">Relative, with forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedTicks">Time of the last write, UTC ticks; only to notice changes quickly, not part of the content.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
internal sealed record ManifestFile(string Path, long Size, long ModifiedTicks, string Sha256);

/// <summary>The files of an artifact, in ordinal order of paths: <c>manifest.json</c>.</summary>
internal sealed record ArtifactManifest(int Format, IReadOnlyList<ManifestFile> Files)
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    /// <summary>Hash over paths and contents; times do not count.</summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ManifestFile file in Files) hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\0{file.Sha256}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
