using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>Similarity of layers' features: mini-batch linear CKA with the unbiased HSIC of Nguyen et al. 2021 (2010.15327, eq. 3).</summary>
/// <remarks>PAPER.md 2.4. Nearly 0 for unrelated layers (it may fall just below), 1 for features equal up to rotation, scale and shift.</remarks>
public sealed class LinearCka(int layers)
{
    private readonly double[,] sums = new double[layers, layers];
    private int batches;

    /// <summary>Adds one batch. Every batch counts alike.</summary>
    /// <param name="features">One tensor a layer, [n, …] with the same n ≥ 4 images; read only.</param>
    /// <exception cref="ShapeException">The number of layers or of images is wrong.</exception>
    public void Add(IReadOnlyList<Tensor> features)
    {
        Check(features);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var images = features[0].shape[0];
        var centred = stack([.. features.Select(CentredGram)]).reshape(layers, images * images);
        // HSIC1 is the inner product of U-centred Gram matrices over n(n − 3): all pairs of layers in one product.
        var independence = (centred.matmul(centred.t()) / (images * (images - 3))).cpu();
        var values = independence.data<double>();
        for (var row = 0; row < layers; row++)
            for (var column = 0; column < layers; column++)
                sums[row, column] += values[row, column];
        batches++;
    }

    /// <summary>CKA between all pairs of layers: a symmetric matrix with ones on its diagonal.</summary>
    /// <exception cref="InvalidOperationException">No batch was added, or a layer gives the same features for all images.</exception>
    public double[,] Result()
    {
        if (batches == 0)
            throw new InvalidOperationException("CKA of no images: call Add first.");
        for (var layer = 0; layer < layers; layer++)
            if (!(sums[layer, layer] > 0))
                throw new InvalidOperationException(
                    $"CKA of layer {layer} is not defined: its features are the same for all images, or not finite (HSIC is {sums[layer, layer]}).");
        var result = new double[layers, layers];
        for (var row = 0; row < layers; row++)
            for (var column = 0; column < layers; column++)
                result[row, column] = row == column ? 1 : sums[row, column] / Math.Sqrt(sums[row, row] * sums[column, column]);
        return result;
    }

    /// <summary>U-centred Gram matrix [n, n] in double precision.</summary>
    internal static Tensor CentredGram(Tensor features)
    {
        using var scope = NewDisposeScope();
        var flat = features.to(ScalarType.Float32).flatten(1);
        // HSIC1 does not change when features are shifted; centred ones keep the products small enough for float32.
        flat = flat - flat.mean([0], keepdim: true);
        var gram = flat.matmul(flat.t()).to(ScalarType.Float64);
        var (images, device) = (gram.shape[0], gram.device);
        var offDiagonal = 1 - eye(images, dtype: ScalarType.Float64, device: device);
        gram = gram * offDiagonal;
        var rows = gram.sum(1, keepdim: true) / (images - 2);
        var all = gram.sum() / ((images - 1) * (images - 2));
        return ((gram - rows - rows.t() + all) * offDiagonal).MoveToOuterDisposeScope();
    }

    private void Check(IReadOnlyList<Tensor> features)
    {
        if (features.Count != layers)
            throw new ShapeException($"features of {features.Count} layers, expected {layers}.");
        var images = features[0].shape[0];
        for (var layer = 0; layer < layers; layer++)
            if (features[layer].dim() < 2 || features[layer].shape[0] != images || images < 4)
                throw new ShapeException($"features of layer {layer} are {AttentionShape.Text(features[layer])}, expected [{Math.Max(images, 4)}, …]: every layer has the same images, at least 4.");
    }
}
