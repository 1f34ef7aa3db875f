using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>Renders a set once into files, for steps that must not wait for rendering.</summary>
public static class SceneWorldPackWriter
{
    private const int Block = 256;

    /// <summary>Writes the whole set; the files depend on the recipe and the parts alone, not on the number of threads.</summary>
    /// <param name="folder">Made when it is missing; files of an older pack in it are replaced.</param>
    /// <param name="parts">What to keep beside colour and creatures; null takes what the set is for.</param>
    /// <param name="threads">How many images are rendered at a time.</param>
    /// <param name="onImage">Called after each image, in order, with how many are written and the last one.</param>
    /// <exception cref="OperationCanceledException">What is written until then has no header, so nothing reads it.</exception>
    public static void Write(string folder, SceneWorldRecipe recipe, SceneParts? parts = null, int threads = 1, Action<int, SceneRender>? onImage = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var kept = parts ?? PackedScenes.DefaultParts(recipe.Set);
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, PackedScenes.Header));
        var files = PackedScenes.Files(kept).ToDictionary(name => name, name => new HashedFile(Path.Combine(folder, name)));
        try
        {
            using var renderers = new ThreadLocal<SceneWorldSet>(() => new(recipe));
            var block = new SceneRender[Block];
            for (var first = 0L; first < PackedScenes.FrameCount(recipe); first += Block)
            {
                var count = (int)Math.Min(Block, PackedScenes.FrameCount(recipe) - first);
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i => block[i] = Render(renderers.Value!, first + i));
                for (var i = 0; i < count; i++)
                {
                    Append(files, (int)(first + i), block[i]);
                    onImage?.Invoke((int)(first + i) + 1, block[i]);
                }
            }
            WriteHeader(Path.Combine(folder, PackedScenes.Header), recipe, kept, files);
        }
        finally
        {
            foreach (var file in files.Values)
                file.Dispose();
        }
    }

    private static SceneRender Render(SceneWorldSet set, long frame) =>
        set.Recipe.Frames == 1 ? set.Render((int)frame) : set.Clip((int)(frame / set.Recipe.Frames)).Render((int)(frame % set.Recipe.Frames));

    private static void Append(Dictionary<string, HashedFile> files, int image, SceneRender render)
    {
        files[PackedScenes.Images].Append(render.Image.Pixels);
        if (files.TryGetValue(PackedScenes.Depth, out var depth))
            depth.Append(Millimetres(render.Depth));
        if (files.TryGetValue(PackedScenes.Instances, out var instances))
            instances.Append(render.Instances);
        Span<byte> record = stackalloc byte[CreatureTable.RecordBytes];
        foreach (var creature in render.Creatures)
        {
            CreatureTable.Write(record, image, creature);
            files[PackedScenes.Creatures].Append(record);
        }
    }

    private static byte[] Millimetres(float[] depth)
    {
        var bytes = new byte[2 * depth.Length];
        for (var i = 0; i < depth.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), PackedScenes.Millimetres(depth[i]));
        return bytes;
    }

    // Last of all: a pack without a header is none.
    private static void WriteHeader(string path, SceneWorldRecipe recipe, SceneParts parts, Dictionary<string, HashedFile> files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("format", PackedScenes.Format);
            json.WriteNumber("parts", (int)parts);
            json.WritePropertyName("recipe");
            json.WriteRawValue(CanonicalJson.Write(recipe));
            json.WriteStartObject("files");
            foreach (var (name, file) in files.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                json.WriteNumber("bytes", file.Bytes);
                json.WriteString("sha256", file.Finish());
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        File.WriteAllBytes(path, stream.ToArray());
    }

    private sealed class HashedFile(string path) : IDisposable
    {
        private readonly FileStream _stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Bytes { get; private set; }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            _stream.Write(bytes);
            _hash.AppendData(bytes);
            Bytes += bytes.Length;
        }

        public string Finish()
        {
            _stream.Flush();
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }

        public void Dispose()
        {
            _stream.Dispose();
            _hash.Dispose();
        }
    }
}
