using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Data.SceneWorld;

/// <summary>A rendered set in files. Images are read when they are asked for, from any thread; the table of creatures stays in memory.</summary>
/// <remarks>Files are hostile: nothing is allocated before the header, the recipe and every file's length agree.</remarks>
public sealed class SceneWorldPack : IDisposable
{
    private const int LargestHeader = 1 << 20, MostImages = 20_000_000, MostCreaturesAnImage = SceneRenderer.MostActors;
    private const long LargestTable = 1L << 30;

    private readonly string _folder;
    private readonly Dictionary<string, SafeFileHandle> _files = [];
    private readonly JsonObject _listed;
    private readonly CreatureLabel[][] _creatures;

    private SceneWorldPack(string folder, SceneWorldRecipe recipe, SceneParts parts, JsonObject listed)
    {
        (_folder, Recipe, Parts, _listed, _creatures) = (folder, recipe, parts, listed, []);
        try
        {
            foreach (var name in PackedScenes.Files(parts))
                _files[name] = Open(name);
            _creatures = ReadCreatures();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SceneWorldRecipe Recipe { get; }

    public SceneParts Parts { get; }

    /// <summary>Images; of clips, all frames.</summary>
    public int Count => (int)PackedScenes.FrameCount(Recipe);

    /// <summary>Opens a folder that <see cref="SceneWorldPackWriter"/> wrote.</summary>
    /// <exception cref="DataFormatException">A file is missing, damaged, or not as long as header and recipe say.</exception>
    public static SceneWorldPack Open(string folder, SceneSet? expected = null)
    {
        var path = Path.Combine(folder, PackedScenes.Header);
        var header = ReadHeader(path);
        if (Text(header, "format") is var format && format != PackedScenes.Format)
            throw Fault(path, "format", PackedScenes.Format, format ?? "nothing", "Another program or another version wrote it.");
        var recipe = ReadRecipe(path, header["recipe"]);
        if (expected is { } set && recipe.Set != set)
            throw Fault(path, "recipe.set", set.ToString(), recipe.Set.ToString(), "It is a set for another task.");
        var parts = header["parts"] is JsonValue value && value.TryGetValue(out int number) && (number & ~3) == 0 ? (SceneParts)number
            : throw Fault(path, "parts", "0 … 3", header["parts"]?.ToJsonString() ?? "nothing", "The header is damaged.");
        return new(folder, recipe, parts, header["files"] as JsonObject ?? throw Fault(path, "files", "an object", "something else", "The header is damaged."));
    }

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="image"/> is not 0 … Count − 1.</exception>
    public RgbImage Image(int image) => new(Recipe.ImageSize, Recipe.ImageSize, Read(PackedScenes.Images, image));

    /// <summary>[H, W] in metres to the millimetre; 0 where only the sky is.</summary>
    /// <exception cref="InvalidOperationException">The pack holds no depth.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="image"/> is not 0 … Count − 1.</exception>
    public float[] Depth(int image)
    {
        var bytes = Read(PackedScenes.Depth, image);
        var metres = new float[bytes.Length / 2];
        for (var i = 0; i < metres.Length; i++)
            metres[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i)) / 1000f;
        return metres;
    }

    /// <summary>[H, W]: 0 background, i + 1 for creature i.</summary>
    /// <exception cref="InvalidOperationException">The pack holds no instances.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="image"/> is not 0 … Count − 1.</exception>
    public byte[] Instances(int image) => Read(PackedScenes.Instances, image);

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="image"/> is not 0 … Count − 1.</exception>
    public IReadOnlyList<CreatureLabel> Creatures(int image)
    {
        Check(image);
        return _creatures[image];
    }

    /// <summary>The class of an image's first creature, as <see cref="SceneWorldSet.Label(CreatureLabel)"/> counts it.</summary>
    /// <exception cref="InvalidOperationException">The image shows no creature.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="image"/> is not 0 … Count − 1.</exception>
    public int Label(int image) => Creatures(image) is [var first, ..] ? SceneWorldSet.Label(Recipe, first) : throw new InvalidOperationException($"image {image} shows no creature");

    /// <summary>Reads every file through and compares it with its SHA-256.</summary>
    /// <exception cref="DataFormatException">A file is not what was written.</exception>
    public void Verify()
    {
        foreach (var name in PackedScenes.Files(Parts))
        {
            using var stream = File.OpenRead(Path.Combine(_folder, name));
            var (expected, got) = (Text(_listed[name] as JsonObject, "sha256"), PackedScenes.Sha256Of(stream));
            if (expected != got)
                throw Fault(Path.Combine(_folder, name), "SHA-256", expected ?? "nothing", got, "The file is damaged.");
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private static JsonObject ReadHeader(string path)
    {
        if (!File.Exists(path))
            throw Fault(path, "(file)", "the header of a packed set", "no such file", "The folder holds no packed set, or writing it was cut short.");
        if (new FileInfo(path).Length is var bytes && bytes > LargestHeader)
            throw Fault(path, "(length)", $"at most {LargestHeader} bytes", $"{bytes}", "It is another kind of file.");
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path), null, new() { AllowDuplicateProperties = false }) as JsonObject ?? throw Fault(path, "(file)", "a JSON object", "other JSON", "It is another kind of file.");
        }
        catch (JsonException)
        {
            throw Fault(path, "(file)", "a JSON object", "text that is not JSON, or a key twice", "The header is damaged.");
        }
    }

    private static SceneWorldRecipe ReadRecipe(string path, JsonNode? node)
    {
        try
        {
            var recipe = CanonicalJson.Read<SceneWorldRecipe>(node);
            RecipeValidation.ThrowIfAny(RecipeValidation.Check(recipe));
            return PackedScenes.FrameCount(recipe) <= MostImages ? recipe
                : throw Fault(path, "recipe.images", $"at most {MostImages} frames", $"{PackedScenes.FrameCount(recipe)}", "The header is damaged.");
        }
        catch (RecipeException cause)
        {
            throw new DataFormatException($"A packed set has no sound recipe.\n  file:       {path}\n  {cause.Message}\n  The header is damaged. Render the set again.", cause);
        }
    }

    private SafeFileHandle Open(string name)
    {
        var path = Path.Combine(_folder, name);
        if (!File.Exists(path))
            throw Fault(path, "(file)", "a file of the packed set", "no such file", "The folder is incomplete.");
        var length = new FileInfo(path).Length;
        var listed = (_listed[name] as JsonObject)?["bytes"] is JsonValue value && value.TryGetValue(out long bytes) ? bytes : -1;
        var perImage = PackedScenes.BytesPerImage(name, Recipe.ImageSize);
        var expected = perImage > 0 ? perImage * Count : listed;
        if (length != expected || length != listed)
            throw Fault(path, "(length)", $"{expected} bytes", $"{length} bytes, {listed} in the header", "The file is cut off or too long, or the header is damaged.");
        return File.OpenHandle(path);
    }

    private CreatureLabel[][] ReadCreatures()
    {
        var path = Path.Combine(_folder, PackedScenes.Creatures);
        var length = RandomAccess.GetLength(_files[PackedScenes.Creatures]);
        if (length % CreatureTable.RecordBytes != 0 || length > LargestTable || length / CreatureTable.RecordBytes > (long)Count * MostCreaturesAnImage)
            throw Fault(path, "(length)", $"whole records of {CreatureTable.RecordBytes} bytes, at most {MostCreaturesAnImage} an image", $"{length} bytes", "The file is damaged.");
        var lists = new List<CreatureLabel>?[Count];
        var record = new byte[CreatureTable.RecordBytes];
        var last = 0;
        for (long at = 0, number = 0; at < length; at += record.Length, number++)
        {
            ReadWhole(PackedScenes.Creatures, record, at);
            var image = CreatureTable.Image(record);
            if (image < last || image >= Count)
                throw Fault(path, $"record {number}", $"an image of {last} … {Count - 1}", $"{image}", "The file is damaged.");
            if (CreatureTable.Fault(record, Recipe.ImageSize) is { } fault)
                throw Fault(path, $"record {number}", "a sound label", fault, "The file is damaged.");
            last = image;
            var list = lists[image] ??= [];
            list.Add(CreatureTable.Read(record, $"{SceneSource.Of(Recipe, image / Recipe.Frames).Identity}/{list.Count}"));
        }
        return Array.ConvertAll(lists, list => list is null ? [] : list.ToArray());
    }

    private byte[] Read(string name, int image)
    {
        Check(image);
        if (!_files.ContainsKey(name))
            throw new InvalidOperationException($"The packed set '{Recipe.Id}' holds no {name}.");
        var bytes = new byte[PackedScenes.BytesPerImage(name, Recipe.ImageSize)];
        ReadWhole(name, bytes, (long)image * bytes.Length);
        return bytes;
    }

    private void ReadWhole(string name, Span<byte> bytes, long at)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_files[name], bytes[done..], at + done);
            if (read == 0)
                throw Fault(Path.Combine(_folder, name), $"offset {at + done}", $"{bytes.Length - done} more bytes", "the end of the file", "The file was cut off while it was open.");
            done += read;
        }
    }

    private void Check(int image)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Count);
    }

    private static string? Text(JsonObject? node, string member) => node?[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static DataFormatException Fault(string path, string where, string expected, string got, string cause) =>
        new($"Not a sound packed set of rendered images.\n  file:       {path}\n  where:      {where}\n  expected:   {expected}\n  got:        {got}\n  {cause}\n  Render the set again.");
}
