using System.Security.Cryptography;
using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>What a packed set holds beside colour and the table of creatures.</summary>
[Flags]
public enum SceneParts
{
    None = 0,
    Depth = 1,
    Instances = 2,
}

/// <summary>The files of a packed set and the sizes they must have.</summary>
/// <remarks>
/// Numbers are little-endian. <c>images.bin</c>: bytes [N, H, W, 3]. <c>depth.bin</c>: 16-bit millimetres [N, H, W], 0 where
/// only the sky is, at most 65535. <c>instances.bin</c>: bytes [N, H, W]. <c>creatures.bin</c>: one record of
/// <see cref="CreatureTable.RecordBytes"/> a creature, ordered by image. <c>pack.json</c>: the recipe, and size and SHA-256
/// of every file. N counts frames: clip after clip, frame after frame.
/// </remarks>
internal static class PackedScenes
{
    public const string Format = "scene-world-pack-1";

    public const string Header = "pack.json", Images = "images.bin", Depth = "depth.bin", Instances = "instances.bin", Creatures = "creatures.bin";

    public static SceneParts DefaultParts(SceneSet set) => set switch
    {
        SceneSet.Depth => SceneParts.Depth,
        SceneSet.Detection or SceneSet.Tracking => SceneParts.Instances,
        _ => SceneParts.None,
    };

    public static IEnumerable<string> Files(SceneParts parts)
    {
        yield return Creatures;
        if (parts.HasFlag(SceneParts.Depth))
            yield return Depth;
        yield return Images;
        if (parts.HasFlag(SceneParts.Instances))
            yield return Instances;
    }

    public static long FrameCount(SceneWorldRecipe recipe) => (long)recipe.Images * recipe.Frames;

    /// <summary>Bytes of one image in a file; 0 for the table, whose images differ.</summary>
    public static long BytesPerImage(string file, int size) => (long)size * size * file switch { Images => 3, Depth => 2, Instances => 1, _ => 0 };

    /// <summary>Millimetres as they are stored.</summary>
    public static ushort Millimetres(float metres) => (ushort)Math.Clamp(Math.Round(metres * 1000.0), 0, ushort.MaxValue);

    public static string Sha256Of(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));
}
