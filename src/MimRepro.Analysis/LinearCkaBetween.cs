using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>Similarity of the layers of one model with those of another, on the same images; estimated as <see cref="LinearCka"/> does.</summary>
public sealed class LinearCkaBetween(int layers, int otherLayers)
{
    private readonly double[,] sums = new double[layers, otherLayers];
    private readonly double[] own = new double[layers], others = new double[otherLayers];
    private int batches;

    /// <summary>Adds one batch. Every batch counts alike.</summary>
    /// <param name="features">One tensor a layer of the one model, [n, …] with n ≥ 4 images; read only.</param>
    /// <param name="otherFeatures">The same of the other model, for the same images.</param>
    /// <exception cref="ShapeException">The numbers of layers or images are wrong.</exception>
    public void Add(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> otherFeatures)
    {
        var images = features.Count > 0 ? features[0].shape[0] : 0;
        if (features.Count != layers || otherFeatures.Count != otherLayers)
            throw new ShapeException($"features of {features.Count} and {otherFeatures.Count} layers, expected {layers} and {otherLayers}.");
        if (features.Concat(otherFeatures).FirstOrDefault(tensor => tensor.dim() < 2 || tensor.shape[0] != images || images < 4) is { } odd)
            throw new ShapeException($"features of a layer are {AttentionShape.Text(odd)}, expected [{Math.Max(images, 4)}, …]: every layer has the same images, at least 4.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (one, other) = (Centred(features), Centred(otherFeatures));
        var scale = 1.0 / (images * (images - 3));
        var cross = (one.matmul(other.t()) * scale).cpu().data<double>();
        for (var row = 0; row < layers; row++)
            for (var column = 0; column < otherLayers; column++)
                sums[row, column] += cross[row, column];
        AddSquares(one, scale, own);
        AddSquares(other, scale, others);
        batches++;
    }

    /// <summary>CKA [layers, other layers]; nearly 0 for unrelated layers (it may fall just below), 1 for features equal up to rotation, scale and shift.</summary>
    /// <exception cref="InvalidOperationException">No batch was added, or a layer gives the same features for all images.</exception>
    public double[,] Result()
    {
        if (batches == 0)
            throw new InvalidOperationException("CKA of no images: call Add first.");
        if (own.Concat(others).Any(sum => !(sum > 0)))
            throw new InvalidOperationException("CKA is not defined: the features of a layer are the same for all images, or not finite.");
        var result = new double[layers, otherLayers];
        for (var row = 0; row < layers; row++)
            for (var column = 0; column < otherLayers; column++)
                result[row, column] = sums[row, column] / Math.Sqrt(own[row] * others[column]);
        return result;
    }

    private static Tensor Centred(IReadOnlyList<Tensor> features) => stack([.. features.Select(LinearCka.CentredGram)]).flatten(1); // [layers, n x n]

    private static void AddSquares(Tensor centred, double scale, double[] sums)
    {
        var squares = (centred * centred).sum(1).cpu().data<double>();
        for (var layer = 0; layer < sums.Length; layer++)
            sums[layer] += squares[layer] * scale;
    }
}
