using MimRepro.Recipes;

namespace MimRepro.Models;

/// <summary>Makes the model that a recipe describes.</summary>
public static class Backbones
{
    /// <summary>A model for the recipe's square images.</summary>
    /// <param name="recipe">Family, sizes and variants.</param>
    /// <param name="classes">Outputs of the head; 0 builds none.</param>
    /// <exception cref="ShapeException">Patches, stages or windows do not fit the image size.</exception>
    public static Backbone Create(BackboneRecipe recipe, int classes) => Create(recipe, classes, (recipe.ImageSize, recipe.ImageSize), masked: false);

    /// <summary>A model for images of another shape than the recipe's squares.</summary>
    /// <inheritdoc cref="Create(BackboneRecipe, int)"/>
    /// <param name="imageSize">In pixels. A family that takes images of any size does not ask.</param>
    public static Backbone Create(BackboneRecipe recipe, int classes, (int Height, int Width) imageSize) => Create(recipe, classes, imageSize, masked: false);

    internal static Backbone Create(BackboneRecipe recipe, int classes, (int Height, int Width) imageSize, bool masked) => recipe switch
    {
        VisionTransformerRecipe vision => new VisionTransformer(vision, classes, imageSize, masked),
        SwinTransformerRecipe swin => new SwinTransformer(swin, classes, imageSize, masked),
        SwinTransformerV2Recipe swin => new SwinTransformerV2(swin, classes, imageSize, masked),
        RepLkNetRecipe convolutional => new RepLkNet(convolutional, classes, masked),
        _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.GetType().Name, "No model is made from this recipe."),
    };
}
