using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>A file of an artifact.</summary>
/// <param name="Path">Relative, with forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedTicks">Time of the last write, UTC ticks; only to notice changes quickly, not part of the content.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
internal sealed record ManifestFile(string Path, long Size, long ModifiedTicks, string Sha256);

/// <summary>The files of an artifact, in ordinal order of paths: <c>manifest.json</c>.</summary>
/// <param name="Format">Version of this file.</param>
/// <param name="Files">In ordinal order of paths.</param>
/// <param name="Checksum">Over all members of all files, so that damage to the manifest itself shows; null in stores of earlier versions.</param>
internal sealed record ArtifactManifest(int Format, IReadOnlyList<ManifestFile> Files, string? Checksum = null)
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

    /// <summary>The same manifest with its checksum.</summary>
    public ArtifactManifest Sealed()
    {
        string lines = string.Concat(Files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Path}\0{file.Size}\0{file.ModifiedTicks}\0{file.Sha256}\n")));
        return this with { Checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))) };
    }

    /// <summary>The bytes of <see cref="FileName"/>: one manifest, one text.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Default.ArtifactManifest);
}
