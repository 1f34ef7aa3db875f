using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>Linear CKA of all images at once with the biased HSIC of Kornblith et al. 2019 (1905.00414, section 3).</summary>
/// <remarks>Higher than <see cref="LinearCka"/> where there are few images for many channels; use that one to compare with the paper.</remarks>
public static class BiasedCka
{
    /// <summary>‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) for all pairs of layers, with centred columns.</summary>
    /// <param name="features">One tensor a layer, [n, …] with the same n ≥ 2 images; read only.</param>
    /// <returns>A symmetric matrix with ones on its diagonal, 0…1.</returns>
    /// <exception cref="ShapeException">The layers have not the same images, or fewer than 2.</exception>
    /// <exception cref="InvalidOperationException">A layer gives the same features for all images.</exception>
    public static double[,] Of(IReadOnlyList<Tensor> features)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var grams = features.Select((values, layer) => CentredGram(values, features[0].shape[0], layer)).ToArray();
        var result = new double[grams.Length, grams.Length];
        for (var row = 0; row < grams.Length; row++)
            for (var column = 0; column < grams.Length; column++)
                result[row, column] = row == column ? 1 : (grams[row] * grams[column]).sum().item<double>();
        return result;
    }

    /// <summary>The centred Gram matrix [n, n] over its norm: inner products of such are CKA.</summary>
    private static Tensor CentredGram(Tensor features, long images, int layer)
    {
        if (features.dim() < 2 || features.shape[0] != images || images < 2)
            throw new ShapeException($"features of layer {layer} are {AttentionShape.Text(features)}, expected [{Math.Max(images, 2)}, …]: every layer has the same images, at least 2.");
        var flat = features.to(ScalarType.Float64).flatten(1);
        var centred = flat - flat.mean([0], keepdim: true);
        var gram = centred.matmul(centred.t());
        var norm = gram.norm().item<double>();
        return norm > 0 ? gram / norm : throw new InvalidOperationException($"CKA of layer {layer} is not defined: its features are the same for all images, or not finite.");
    }
}
