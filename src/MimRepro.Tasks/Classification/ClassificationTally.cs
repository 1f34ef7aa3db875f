using static TorchSharp.torch;

namespace MimRepro.Tasks.Classification;

/// <summary>Top-1 accuracy in percent and mean cross-entropy in nats over a set of images.</summary>
public sealed record ClassificationScore(double Top1, double CrossEntropy);

/// <summary>Adds up predictions batch by batch.</summary>
public sealed class ClassificationTally
{
    private long images;
    private long right;
    private double crossEntropy;

    /// <param name="logits">[B, K].</param>
    /// <param name="labels">[B], int64, 0…K−1.</param>
    public void Add(Tensor logits, Tensor labels)
    {
        images += labels.shape[0];
        right += logits.argmax(1).eq(labels).sum().item<long>();
        crossEntropy += nn.functional.cross_entropy(logits.to_type(ScalarType.Float32), labels, reduction: nn.Reduction.Sum).item<float>();
    }

    public ClassificationScore Score() => new(100.0 * right / images, crossEntropy / images);
}
