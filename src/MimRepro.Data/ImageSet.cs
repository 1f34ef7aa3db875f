using MimRepro.Data.Classification;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data;

/// <summary>Labelled images in memory: bytes, all of one size.</summary>
public sealed class ImageSet : ILabelledImages
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

    public ClassificationMetric Metric => ClassificationMetric.Top1;

    public IReadOnlyList<Presence>? Presences(int index) => null;

    /// <summary>At most <paramref name="count"/> images of this set, a seeded choice, in their old order.</summary>
    public ImageSet Sample(int count, int seed)
    {
        if (count >= Count)
            return this;
        var chosen = SeededChoice.Of(count, Count, new SeededRandom(seed, "sample"));
        return new(_pixels, [.. chosen.Select(index => _places[index])], [.. chosen.Select(index => _labels[index])], Channels, Height, Width, Classes);
    }

    ILabelledImages ILabelledImages.Sample(int count, int seed) => Sample(count, seed);

    IImageReader ILabelledImages.Reader(DataRecipe recipe, AugmentationRecipe? augmentation) => new MemoryReader(this, new ImageTransform(this, recipe, augmentation));

    private sealed class MemoryReader(ImageSet images, ImageTransform transform) : IImageReader
    {
        public int OutputLength => transform.OutputLength;

        public bool AnyThread => false;

        public void Center(int index, Span<float> output) => transform.Center(images.Pixels(index), output);

        public void Augment(int index, SeededRandom random, Span<float> output) => transform.Augment(images.Pixels(index), random, output);
    }

    private int Size => Channels * Height * Width;
}
