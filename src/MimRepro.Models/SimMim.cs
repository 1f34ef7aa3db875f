using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>SimMIM: a Vision Transformer sees masked images, one linear layer predicts the pixels of each patch.</summary>
/// <remarks>
/// microsoft/SimMIM models/simmim.py, with its state-dict keys. Differences: the decoder has as many channels as the images
/// (there always 3), its patches are those of the encoder, and the loss is the caller's.
/// </remarks>
public sealed class SimMim : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly int channels;
    private readonly int patch;
    private readonly Conv2d prediction;

    public SimMim(VisionTransformerRecipe recipe) : base(nameof(SimMim))
    {
        channels = recipe.InChannels;
        patch = recipe.PatchSize;
        Encoder = new VisionTransformer(recipe, 0, (recipe.ImageSize, recipe.ImageSize), queryScale: null, masked: true);
        prediction = nn.Conv2d(recipe.EmbedDim, (long)recipe.PatchSize * recipe.PatchSize * recipe.InChannels, kernel_size: 1);
        register_module("encoder", Encoder);
        register_module("decoder", nn.Sequential(("0", prediction)));
    }

    public VisionTransformer Encoder { get; }

    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <param name="mask">Which patches are hidden, [B, H/p, W/p], bool or 0/1.</param>
    /// <returns>The predicted images, [B, C, H, W], in the images' normalised units.</returns>
    /// <exception cref="ShapeException">Images or mask are not of the recipe's size.</exception>
    public override Tensor forward(Tensor images, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = Encoder.PatchTokens(images, mask); // [B, L, C]
        (int rows, int columns) = Encoder.Grid;
        // A 1 x 1 convolution and a pixel shuffle, as one product on tokens and one copy.
        Tensor pixels = nn.functional.linear(tokens, prediction.weight!.flatten(1), prediction.bias);
        return pixels.view(tokens.shape[0], rows, columns, channels, patch, patch).permute(0, 3, 1, 4, 2, 5)
            .reshape(images.shape).MoveToOuterDisposeScope();
    }
}
