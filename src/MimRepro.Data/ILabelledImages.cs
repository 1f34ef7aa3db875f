using MimRepro.Data.Classification;
using MimRepro.Recipes;

namespace MimRepro.Data;

/// <summary>Images with their classes: in memory, or read from the user's files one by one.</summary>
public interface ILabelledImages
{
    int Count { get; }

    /// <summary>How many classes the recipe keeps.</summary>
    int Classes { get; }

    /// <summary>By which number a classifier of these images is judged.</summary>
    ClassificationMetric Metric { get; }

    /// <summary>The class in the recipe's numbering, 0 … <see cref="Classes"/> − 1; 0 where an image may show several.</summary>
    int Label(int index);

    /// <summary>One for each class where an image may show several; null otherwise.</summary>
    IReadOnlyList<Presence>? Presences(int index);

    /// <summary>At most <paramref name="count"/> of these images, a seeded choice, in their old order.</summary>
    ILabelledImages Sample(int count, int seed);

    /// <summary>What makes of these images what a model reads.</summary>
    /// <param name="recipe">Size, crop, flip, normalisation.</param>
    /// <param name="augmentation">What training does beside; its mixing is not looked at here. Null for nothing.</param>
    /// <exception cref="RecipeException">The images have another number of channels.</exception>
    internal IImageReader Reader(DataRecipe recipe, AugmentationRecipe? augmentation);
}

/// <summary>Writes single images as a model reads them, [C, S, S], normalised.</summary>
internal interface IImageReader
{
    /// <summary>Floats of one image, C x S x S.</summary>
    int OutputLength { get; }

    /// <summary>Whether several threads may read at once; where one image takes long, they do.</summary>
    bool AnyThread { get; }

    /// <summary>The middle of an image, not augmented.</summary>
    void Center(int index, Span<float> output);

    /// <summary>Crop and flip of the recipe, then the changes of the augmentation, all drawn from <paramref name="random"/>.</summary>
    void Augment(int index, SeededRandom random, Span<float> output);
}
