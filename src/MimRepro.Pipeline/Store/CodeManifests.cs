using System.IO.Compression;
using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Manifests of code by their hash: <c>code/&lt;hash&gt;.json.br</c>. They explain later what changed since.</summary>
internal sealed class CodeManifests(StoreLayout layout)
{
    /// <summary>Keeps the manifest of a fingerprint's code; one that is there already stays, and is not asked for.</summary>
    public void Save(Fingerprint fingerprint, Func<CodeManifest> manifest)
    {
        string path = layout.Code(Fingerprint.MethodsIn(fingerprint.Parts));
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var buffer = new MemoryStream();
        using (var compressed = new BrotliStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(compressed, manifest(), StoreJson.Default.CodeManifest);
        DurableFile.Write(path, buffer.ToArray());
    }

    /// <summary>The manifest with this hash, or null if it is not there or cannot be read: then no difference can be told.</summary>
    public CodeManifest? Find(string hash)
    {
        try
        {
            using var file = new BrotliStream(File.OpenRead(layout.Code(hash)), CompressionMode.Decompress);
            return JsonSerializer.Deserialize(file, StoreJson.Default.CodeManifest) is { Format: CodeManifest.CurrentFormat } manifest && manifest.Hash() == hash ? manifest : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
