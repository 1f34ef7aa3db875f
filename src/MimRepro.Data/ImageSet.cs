namespace MimRepro.Data;

/// <summary>Labelled images in memory: bytes, all of one size.</summary>
public sealed class ImageSet
{
    private readonly byte[] _pixels;
    private readonly int[] _places;
    private readonly int[] _labels;

    /// <param name="pixels">[any, C, H, W]; shared, not copied.</param>
    /// <param name="places">The place of each image in <paramref name="pixels"/>.</param>
    /// <param name="labels">One an image, 0 … classes − 1.</param>
    /// <exception cref="ArgumentException">A place, a label or a length does not fit.</exception>
    public ImageSet(byte[] pixels, int[] places, int[] labels, int channels, int height, int width, int classes)
    {
        (_pixels, _places, _labels) = (pixels, places, labels);
        (Channels, Height, Width, Classes) = (channels, height, width, classes);
        if (labels.Length != places.Length)
            throw new ArgumentException($"{labels.Length} labels for {places.Length} images", nameof(labels));
        if (labels.Any(label => label < 0 || label >= classes))
            throw new ArgumentException($"a label lies outside 0 … {classes - 1}", nameof(labels));
        if (places.Any(place => place < 0 || (place + 1L) * Size > pixels.Length))
            throw new ArgumentException($"a place lies outside the {pixels.Length} bytes of pixels", nameof(places));
    }

    public int Count => _places.Length;

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public int Classes { get; }

    /// <summary>One image [C, H, W].</summary>
    public ReadOnlySpan<byte> Pixels(int index) => _pixels.AsSpan(_places[index] * Size, Size);

    /// <summary>The class in the recipe's numbering, 0 … <see cref="Classes"/> − 1.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>The image's number in the file it comes from.</summary>
    public int Source(int index) => _places[index];

    /// <summary>At most <paramref name="count"/> images of this set, a seeded choice, in their old order.</summary>
    public ImageSet Sample(int count, int seed)
    {
        if (count >= Count)
            return this;
        var chosen = Enumerable.Range(0, Count).ToArray();
        new SeededRandom(seed, "sample", 0).Shuffle(chosen.AsSpan());
        Array.Resize(ref chosen, count);
        Array.Sort(chosen);
        return new(_pixels, [.. chosen.Select(index => _places[index])], [.. chosen.Select(index => _labels[index])], Channels, Height, Width, Classes);
    }

    private int Size => Channels * Height * Width;
}
