using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>Replaces rectangles of a normalised picture by normal noise, each value drawn by itself.</summary>
/// <remarks>Zhong et al. 2020; huggingface/pytorch-image-models timm/data/random_erasing.py in its mode 'pixel'.</remarks>
public static class RandomErasing
{
    private const int Attempts = 10;

    /// <summary>Erases in place, or leaves the picture alone.</summary>
    /// <param name="pixels">[C, height, width], normalised to mean 0 and deviation 1.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="recipe">Null erases nothing.</param>
    /// <param name="random">Where all choices come from.</param>
    /// <returns>The rectangles erased; those that did not fit in ten attempts are missing.</returns>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static IReadOnlyList<Crop> Apply(Span<float> pixels, int height, int width, RandomErasingRecipe? recipe, SeededRandom random)
    {
        if (pixels.Length == 0 || pixels.Length % ((long)height * width) != 0)
            throw new ArgumentException($"{pixels.Length} values for a picture of {height} x {width} pixels", nameof(pixels));
        if (recipe is null || random.NextDouble() >= recipe.Probability)
            return [];
        var erased = new List<Crop>();
        var rectangles = 1 + random.Next(recipe.Rectangles);
        for (var i = 0; i < rectangles; i++)
            if (Draw(recipe, (double)height * width / rectangles, height, width, random) is { } rectangle)
            {
                Fill(pixels, height, width, rectangle, random);
                erased.Add(rectangle);
            }
        return erased;
    }

    // A rectangle as high or as wide as the picture is refused, as in timm.
    private static Crop? Draw(RandomErasingRecipe recipe, double wholeArea, int height, int width, SeededRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.NextInRange(recipe.Area) * wholeArea;
            var ratio = Math.Exp(random.NextInRange(new(Math.Log(recipe.AspectRatio.Min), Math.Log(recipe.AspectRatio.Max))));
            var (rows, columns) = (Math.Round(Math.Sqrt(area * ratio)), Math.Round(Math.Sqrt(area / ratio)));
            if (rows < height && columns < width)
                return new(random.Next(height - (int)rows + 1), random.Next(width - (int)columns + 1), (int)rows, (int)columns);
        }
        return null;
    }

    private static void Fill(Span<float> pixels, int height, int width, Crop rectangle, SeededRandom random)
    {
        for (var plane = 0; plane < pixels.Length; plane += height * width)
            for (var y = rectangle.Top; y < rectangle.Top + rectangle.Height; y++)
                foreach (ref var value in pixels.Slice(plane + y * width + rectangle.Left, rectangle.Width))
                    value = (float)random.NextNormal();
    }
}
