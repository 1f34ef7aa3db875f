using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Detection;

/// <summary>An image as a detector reads it; boxes and masks are in its pixels.</summary>
/// <param name="Objects">The resized picture with its objects.</param>
/// <param name="ScaleX">New width / old width, where the image was not cropped.</param>
/// <param name="ScaleY">New height / old height.</param>
/// <param name="OriginalWidth">Of the picture as it was, in pixels.</param>
/// <param name="OriginalHeight">Of the picture as it was, in pixels.</param>
public sealed record DetectionSample(DetectionImage Objects, double ScaleX, double ScaleY, int OriginalWidth, int OriginalHeight)
{
    public int Width => Objects.Image.Width;

    public int Height => Objects.Image.Height;
}

/// <summary>How a picture with its objects becomes a sample: mirrored, resized, maybe cropped between two resizings.</summary>
public sealed class DetectionTransform(DetectionDataRecipe recipe)
{
    /// <summary>A sample for training.</summary>
    /// <param name="random">Decides on mirroring, sizes and crop; each image has its own.</param>
    public DetectionSample Augment(DetectionImage image, SeededRandom random)
    {
        var current = random.NextDouble() < recipe.FlipProbability ? DetectionResizing.Mirror(image) : image;
        if (recipe.Crop is { } crop && random.NextDouble() < crop.Probability)
            current = DrawCrop(ToSide(current, Draw(random, crop.ShortSides)), crop, random);
        return Sample(image, ToSide(current, Draw(random, recipe.ShortSides)));
    }

    /// <summary>A sample for testing: resized to the first short side, nothing else.</summary>
    public DetectionSample Plain(DetectionImage image) => Sample(image, ToSide(image, recipe.ShortSides[0]));

    private DetectionImage ToSide(DetectionImage image, int shortSide)
    {
        var (width, height) = DetectionResizing.SizeFor(image.Image.Width, image.Image.Height, shortSide, recipe.LongSide);
        return DetectionResizing.Resize(image, width, height);
    }

    /// <summary>A crop may be without any object, as in the reference.</summary>
    private static DetectionImage DrawCrop(DetectionImage image, DetectionCropRecipe recipe, SeededRandom random)
    {
        var (width, height) = (image.Image.Width, image.Image.Height);
        var (rows, columns) = (DrawSide(height), DrawSide(width));
        return DetectionResizing.Cut(image, new Crop(random.Next(height - rows + 1), random.Next(width - columns + 1), rows, columns));

        int DrawSide(int length)
        {
            var (least, most) = (Math.Min(length, recipe.MinSide), Math.Min(length, recipe.MaxSide));
            return least + random.Next(most - least + 1);
        }
    }

    private static int Draw(SeededRandom random, int[] choices) => choices[random.Next(choices.Length)];

    private static DetectionSample Sample(DetectionImage original, DetectionImage current) => new(current,
        (double)current.Image.Width / original.Image.Width, (double)current.Image.Height / original.Image.Height,
        original.Image.Width, original.Image.Height);
}
