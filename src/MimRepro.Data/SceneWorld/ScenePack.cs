using System.Buffers.Binary;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>A rendered set as an artifact keeps it: images, and for tasks that need them depth, masks and joints.</summary>
/// <remarks>
/// Little-endian: a header; bytes [n, side, side, 3]; then, unless images carry labels only, millimetres as 16 bits [n, side, side]
/// (0 is sky, 65.535 m and more are 65,535) and instance numbers [n, side, side]; then for each image its creatures.
/// The frames of a clip follow one another.
/// </remarks>
public sealed class ScenePack
{
    public const string FileName = "scenes.bin";
    private const int HeaderBytes = 32, CreatureBytes = 4 * (3 + 4 + 4 + 2) + Keypoints.Count * KeypointBytes, KeypointBytes = 13;
    private const double MillimetresInAMetre = 1000;
    private static ReadOnlySpan<byte> Mark => "MIMSCN1\0"u8;

    private readonly byte[] bytes;
    private readonly string path;
    private readonly bool isDense;
    private readonly int[] creaturesAt;

    private ScenePack(byte[] bytes, string path, (int Count, int Side, int Frames, int Classes, bool IsDense) header)
    {
        (this.bytes, this.path, Count, Side, Frames, Classes, isDense) = (bytes, path, header.Count, header.Side, header.Frames, header.Classes, header.IsDense);
        creaturesAt = FindCreatures();
    }

    /// <summary>Images; the frames of all clips.</summary>
    public int Count { get; }

    /// <summary>In pixels.</summary>
    public int Side { get; }

    /// <summary>Images of one clip.</summary>
    public int Frames { get; }

    /// <summary>How many classes labels tell apart.</summary>
    public int Classes { get; }

    private long Pixels => (long)Side * Side;

    /// <summary>Renders and writes a whole set, image by image.</summary>
    /// <param name="onImage">Called after each image with how many are done, and the image.</param>
    public static void Write(string path, SceneWorldRecipe recipe, Action<int, SceneRender> onImage)
    {
        var set = new SceneWorldSet(recipe);
        var isDense = recipe.Set is not (SceneSet.Pretraining or SceneSet.FineGrained);
        var (depths, instances, creatures) = (new MemoryStream(), new MemoryStream(), new MemoryStream());
        using var file = File.Create(path);
        file.Write(Header(recipe, set.Classes, isDense));
        var done = 0;
        for (var index = 0; index < recipe.Images; index++)
        {
            var clip = recipe.Frames > 1 ? set.Clip(index) : null;
            for (var frame = 0; frame < recipe.Frames; frame++)
            {
                var render = clip?.Render(frame) ?? set.Render(index);
                file.Write(render.Image.Pixels);
                if (isDense)
                {
                    WriteDepth(depths, render.Depth);
                    instances.Write(render.Instances);
                }
                WriteCreatures(creatures, set, render.Creatures);
                onImage(++done, render);
            }
        }
        foreach (var part in new[] { depths, instances, creatures })
            part.WriteTo(file);
    }

    /// <exception cref="DataFormatException">Another kind of file, or one of another length than its header says.</exception>
    public static ScenePack Open(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderBytes || !bytes.AsSpan(0, Mark.Length).SequenceEqual(Mark))
            throw new DataFormatException($"These are no rendered scenes.\n  file:       {path}");
        int Field(int number) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Mark.Length + 4 * number));
        var (count, side, frames, classes, dense) = (Field(0), Field(1), Field(2), Field(3), Field(4));
        var sound = count >= 0 && side is >= 1 and <= 1 << 12 && frames >= 1 && classes >= 1 && dense is 0 or 1
            && HeaderBytes + (long)count * side * side * (dense == 1 ? 6 : 3) <= bytes.Length;
        return sound ? new(bytes, path, (count, side, frames, classes, dense == 1))
            : throw new DataFormatException($"Rendered scenes have another length than their header says.\n  file:       {path}\n  got:        {bytes.Length} bytes\n  header:     {count} images of {side} x {side}");
    }

    public RgbImage Image(int index) => new(Side, Side, bytes.AsSpan((int)(HeaderBytes + 3 * Pixels * index), (int)(3 * Pixels)).ToArray());

    /// <returns>[Side, Side], metres; 0 where only the sky is.</returns>
    /// <exception cref="InvalidOperationException">The set has labels only.</exception>
    public float[] Depth(int index)
    {
        var start = Dense(3 * Pixels * Count + 2 * Pixels * index);
        var metres = new float[Pixels];
        for (var i = 0; i < metres.Length; i++)
            metres[i] = (float)(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(start + 2 * i)) / MillimetresInAMetre);
        return metres;
    }

    /// <returns>[Side, Side]: 0 background, i + 1 for creature i.</returns>
    /// <exception cref="InvalidOperationException">The set has labels only.</exception>
    public byte[] Instances(int index) => bytes.AsSpan(Dense(5 * Pixels * Count + Pixels * index), (int)Pixels).ToArray();

    /// <summary>The creatures of an image, each with its class, 0 … <see cref="Classes"/> − 1.</summary>
    public IReadOnlyList<(CreatureLabel Creature, int Class)> Creatures(int index)
    {
        var at = creaturesAt[index];
        return [.. Enumerable.Range(0, bytes[at]).Select(number => Creature(bytes.AsSpan(at + 1 + number * CreatureBytes, CreatureBytes)))];
    }

    /// <summary>Images with the class of their first creature, as classifiers read them.</summary>
    public ImageSet Labelled(IReadOnlyList<int> places, int[] labels, int classes)
    {
        var planes = new byte[3 * Pixels * places.Count];
        for (var i = 0; i < places.Count; i++)
        {
            var source = bytes.AsSpan((int)(HeaderBytes + 3 * Pixels * places[i]), (int)(3 * Pixels));
            for (var pixel = 0; pixel < Pixels; pixel++)
                for (var channel = 0; channel < 3; channel++)
                    planes[(3L * i + channel) * Pixels + pixel] = source[3 * pixel + channel];
        }
        return new(planes, [.. Enumerable.Range(0, places.Count)], labels, 3, Side, Side, classes);
    }

    private static byte[] Header(SceneWorldRecipe recipe, int classes, bool isDense)
    {
        var header = new byte[HeaderBytes];
        Mark.CopyTo(header);
        foreach (var (value, place) in new[] { recipe.Images * recipe.Frames, recipe.ImageSize, recipe.Frames, classes, isDense ? 1 : 0 }.Select((value, place) => (value, place)))
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(Mark.Length + 4 * place), value);
        return header;
    }

    private static void WriteDepth(MemoryStream stream, float[] metres)
    {
        var row = new byte[2 * metres.Length];
        for (var i = 0; i < metres.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(2 * i), (ushort)Math.Min(ushort.MaxValue, Math.Round(metres[i] * MillimetresInAMetre)));
        stream.Write(row);
    }

    private static void WriteCreatures(MemoryStream stream, SceneWorldSet set, CreatureLabel[] creatures)
    {
        stream.WriteByte((byte)creatures.Length);
        foreach (var creature in creatures)
        {
            int[] numbers =
            [
                creature.Plan, creature.Variant, set.Label(creature), creature.Box.X, creature.Box.Y, creature.Box.Width, creature.Box.Height,
                creature.FullBox.X, creature.FullBox.Y, creature.FullBox.Width, creature.FullBox.Height, creature.Area, creature.FullArea,
            ];
            var record = new byte[CreatureBytes];
            for (var i = 0; i < numbers.Length; i++)
                BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4 * i), numbers[i]);
            for (var i = 0; i < Keypoints.Count; i++)
            {
                var place = record.AsSpan(4 * numbers.Length + KeypointBytes * i, KeypointBytes);
                var point = creature.Keypoints[i];
                BinaryPrimitives.WriteSingleLittleEndian(place, (float)point.X);
                BinaryPrimitives.WriteSingleLittleEndian(place[4..], (float)point.Y);
                BinaryPrimitives.WriteSingleLittleEndian(place[8..], (float)point.Depth);
                place[12] = (byte)point.Visibility;
            }
            stream.Write(record);
        }
    }

    private static (CreatureLabel Creature, int Class) Creature(ReadOnlySpan<byte> record)
    {
        var numbers = new int[13];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(record[(4 * i)..]);
        var points = new ImageKeypoint[Keypoints.Count];
        for (var i = 0; i < points.Length; i++)
        {
            var place = record.Slice(4 * numbers.Length + KeypointBytes * i, KeypointBytes);
            points[i] = new(BinaryPrimitives.ReadSingleLittleEndian(place), BinaryPrimitives.ReadSingleLittleEndian(place[4..]),
                BinaryPrimitives.ReadSingleLittleEndian(place[8..]), (KeypointVisibility)place[12]);
        }
        return (new("", numbers[0], numbers[1], new(numbers[3], numbers[4], numbers[5], numbers[6]), new(numbers[7], numbers[8], numbers[9], numbers[10]),
            numbers[11], numbers[12], points), numbers[2]);
    }

    private int Dense(long offset) => isDense ? (int)(HeaderBytes + offset) : throw new InvalidOperationException("This set has images and labels only.");

    private int[] FindCreatures()
    {
        var at = HeaderBytes + Pixels * Count * (isDense ? 6 : 3);
        var places = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            places[i] = (int)at;
            at += at < bytes.Length ? 1 + bytes[at] * CreatureBytes : 1;
        }
        return at == bytes.Length ? places
            : throw new DataFormatException($"Rendered scenes are cut short or damaged.\n  file:       {path}\n  got:        {bytes.Length} bytes\n  expected:   {at} or more for {Count} images and their creatures");
    }
}
