using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>SimMIM: a backbone sees masked images, one linear layer predicts the pixels under each token of its last map.</summary>
/// <remarks>
/// microsoft/SimMIM models/simmim.py, with its state-dict keys. Differences: the decoder has as many channels as the images
/// (there always 3), its squares are the encoder's stride, and the loss is the caller's.
/// </remarks>
public sealed class SimMim : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Conv2d prediction;

    public SimMim(BackboneRecipe recipe) : this(recipe, (recipe.ImageSize, recipe.ImageSize)) { }

    /// <summary>A model for images of another shape than the recipe's squares.</summary>
    public SimMim(BackboneRecipe recipe, (int Height, int Width) imageSize) : base(nameof(SimMim))
    {
        Encoder = Backbones.Create(recipe, 0, imageSize, masked: true);
        prediction = nn.Conv2d(Encoder.Width, (long)Encoder.OutputStride * Encoder.OutputStride * recipe.InChannels, kernel_size: 1);
        register_module("encoder", Encoder);
        register_module("decoder", nn.Sequential(("0", prediction)));
    }

    public Backbone Encoder { get; }

    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <param name="mask">Which tokens are hidden, [B, H/t, W/t] for tokens of t pixels, bool or 0/1.</param>
    /// <returns>The predicted images, [B, C, H, W], in the units of the loss's targets.</returns>
    /// <exception cref="ShapeException">Images or mask are not of the recipe's size.</exception>
    public override Tensor forward(Tensor images, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        return Decode(Encoder.Tokens(images, mask), images.shape).MoveToOuterDisposeScope();
    }

    /// <summary>A 1 x 1 convolution and a pixel shuffle, as one product on tokens and one copy.</summary>
    private Tensor Decode(Tensor tokens, long[] shape)
    {
        long side = Encoder.OutputStride;
        if (shape[2] % side != 0 || shape[3] % side != 0)
            throw new ShapeException($"images are [{string.Join(", ", shape)}], expected sides that are multiples of {side}: the decoder predicts squares of that many pixels.");
        Tensor pixels = nn.functional.linear(tokens, prediction.weight!.flatten(1), prediction.bias);
        return pixels.view(shape[0], shape[2] / side, shape[3] / side, shape[1], side, side).permute(0, 3, 1, 4, 2, 5).reshape(shape);
    }
}
