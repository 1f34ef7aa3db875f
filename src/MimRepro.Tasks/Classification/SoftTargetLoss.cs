using static TorchSharp.torch;

namespace MimRepro.Tasks.Classification;

/// <summary>Cross-entropy with targets that are distributions over classes, as mixup, CutMix and label smoothing make them.</summary>
public static class SoftTargetLoss
{
    /// <summary>Mean over pictures of − Σ target x ln softmax(logits), nats.</summary>
    /// <param name="logits">[B, K].</param>
    /// <param name="targets">[B, K], each row summing to 1; the same type and device.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    /// <remarks>huggingface/pytorch-image-models timm/loss/cross_entropy.py, SoftTargetCrossEntropy.</remarks>
    public static Tensor Of(Tensor logits, Tensor targets)
    {
        if (logits.Dimensions != 2 || !logits.shape.SequenceEqual(targets.shape))
            throw new ArgumentException($"logits are [{string.Join(", ", logits.shape)}], targets [{string.Join(", ", targets.shape)}]; expected [B, K] for both", nameof(targets));
        using var scope = NewDisposeScope();
        return (-(targets * nn.functional.log_softmax(logits, 1)).sum(1).mean()).MoveToOuterDisposeScope();
    }
}
