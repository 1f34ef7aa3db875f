using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Classification;

/// <summary>Pictures of the user's own copy of a public set, read and resized whenever one is needed.</summary>
public sealed class PictureImages : ILabelledImages
{
    private readonly PictureSet _pictures;
    private readonly int[] _places;
    private readonly int[] _labels;

    private PictureImages(PictureSet pictures, int[] places, int[] labels, int classes) =>
        (_pictures, _places, _labels, Classes) = (pictures, places, labels, classes);

    /// <summary>Opens a split, keeps the recipe's classes (renumbered in its order) and as many pictures of each as it wants.</summary>
    /// <param name="recipe">Data set, split, classes, subset, and how its pictures are read.</param>
    /// <param name="folder">Where the set is unpacked.</param>
    /// <exception cref="RecipeException">Unknown set, split, partition or class, more pictures wanted than there are, or no way of reading them given.</exception>
    /// <exception cref="DataFormatException">As of <see cref="PictureSet.Open(PictureSetRecipe, string)"/>.</exception>
    public static PictureImages Open(DataRecipe recipe, string folder)
    {
        var reading = ReadingOf(recipe);
        return Of(recipe, PictureSet.Open(
            new PictureSetRecipe { Dataset = recipe.Dataset, Split = recipe.Split, Partition = reading.Partition, ToleratedBadRecords = reading.ToleratedBadRecords }, folder), folder);
    }

    /// <summary>The same of a split that is open already.</summary>
    internal static PictureImages Of(DataRecipe recipe, PictureSet pictures, string folder)
    {
        ReadingOf(recipe);
        if (recipe.Classes.Any(label => label >= pictures.Classes.Count))
            throw new RecipeException($"Data set '{recipe.Dataset}' does not have these classes.\n  member:     Data.Classes\n  got:        {recipe.Classes.Max()}\n  expected:   0 to {pictures.Classes.Count - 1}");
        return pictures[0].Presences is null ? OfOneClassEach(recipe, pictures, folder) : OfSeveralClasses(recipe, pictures);
    }

    /// <summary>Records that were tolerated, each with its list, its place and what is wrong with it.</summary>
    public IReadOnlyList<string> LeftOut => _pictures.LeftOut;

    public int Count => _places.Length;

    public int Classes { get; }

    public ClassificationMetric Metric => _pictures.Set.Metric;

    public int Label(int index) => _labels[index];

    public IReadOnlyList<Presence>? Presences(int index) => _pictures[_places[index]].Presences;

    public ILabelledImages Sample(int count, int seed)
    {
        if (count >= Count)
            return this;
        var chosen = SeededChoice.Of(count, Count, new SeededRandom(seed, "sample"));
        return new PictureImages(_pictures, [.. chosen.Select(index => _places[index])], [.. chosen.Select(index => _labels[index])], Classes);
    }

    IImageReader ILabelledImages.Reader(DataRecipe recipe, AugmentationRecipe? augmentation) => new PictureReader(this, recipe, augmentation);

    private static PictureImages OfOneClassEach(DataRecipe recipe, PictureSet pictures, string folder)
    {
        int[] labels = [.. pictures.Select(picture => picture.Label!.Value)];
        var (places, renumbered) = ImageSets.Choose(recipe, labels, folder);
        return new(pictures, places, renumbered, recipe.Classes.Length);
    }

    // A part of the classes would leave pictures that show none.
    private static PictureImages OfSeveralClasses(DataRecipe recipe, PictureSet pictures)
    {
        if (recipe.ImagesPerClass is not null || !recipe.Classes.SequenceEqual(Enumerable.Range(0, pictures.Classes.Count)))
            throw new RecipeException(
                $"Pictures of '{recipe.Dataset}' show several classes each, so no classes can be left out.\n  member:     Data.Classes, Data.ImagesPerClass\n  expected:   0 to {pictures.Classes.Count - 1} in order, and null");
        return new(pictures, [.. Enumerable.Range(0, pictures.Count)], new int[pictures.Count], pictures.Classes.Count);
    }

    private static PictureReadingRecipe ReadingOf(DataRecipe recipe) => recipe.Pictures ?? throw new RecipeException(
        $"A recipe does not say how pictures are read.\n  member:     Data.Pictures\n  got:        null\n  expected:   partition, tolerated bad records, interpolation and crop, as '{recipe.Dataset}' has pictures of any size");

    private RgbImage Open(int index) => _pictures[_places[index]].Open();

    private sealed class PictureReader : IImageReader
    {
        private readonly PictureImages _images;
        private readonly DataRecipe _recipe;
        private readonly PictureReadingRecipe _reading;
        private readonly RandAugment? _changes;
        private readonly RandomErasingRecipe? _erasing;

        public PictureReader(PictureImages images, DataRecipe recipe, AugmentationRecipe? augmentation)
        {
            if (recipe.Channels != RgbImage.Channels)
                throw new RecipeException($"Pictures of '{recipe.Dataset}' are read in colour.\n  member:     Data.Channels\n  expected:   {RgbImage.Channels}\n  got:        {recipe.Channels}");
            (_images, _recipe, _reading) = (images, recipe, recipe.Pictures!);
            _changes = augmentation?.RandAugment is { } changes ? new RandAugment(changes, recipe.Normalization) : null;
            _erasing = augmentation?.Erasing;
        }

        public int OutputLength => RgbImage.Channels * _recipe.ImageSize * _recipe.ImageSize;

        public bool AnyThread => true;

        public void Center(int index, Span<float> output) =>
            SquarePicture.Normalize(SquarePicture.Centred(_images.Open(index), _recipe.ImageSize, _reading.CropFraction, Fixed(_reading.Interpolation)), _recipe.Normalization, output);

        public void Augment(int index, SeededRandom random, Span<float> output)
        {
            var square = SquarePicture.Random(_images.Open(index), _recipe.ImageSize, (_recipe.CropScale, _recipe.CropRatio, _recipe.FlipProbability), _reading.Interpolation, random);
            SquarePicture.Normalize(_changes?.Apply(square, random) ?? square, _recipe.Normalization, output);
            RandomErasing.Apply(output, _recipe.ImageSize, _recipe.ImageSize, _erasing, random);
        }

        // Training images scored without augmentation: nothing is drawn there.
        private static PixelInterpolation Fixed(PixelInterpolation interpolation) => interpolation == PixelInterpolation.Either ? PixelInterpolation.Bicubic : interpolation;
    }
}
