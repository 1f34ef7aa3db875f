using MimRepro.Data.Classification;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Classification;

/// <summary>How well a set of images is classified: accuracies in percent, mean cross-entropy in nats.</summary>
/// <param name="Top1">Not a number where an image may show several classes.</param>
/// <param name="CrossEntropy">Where an image may show several classes: the mean over images and classes.</param>
public sealed record ClassificationScore(double Top1, double CrossEntropy)
{
    /// <summary>The number by which the set is judged.</summary>
    public ClassificationMetric Metric { get; init; } = ClassificationMetric.Top1;

    /// <summary>The value of <see cref="Metric"/>.</summary>
    public double Main { get; init; } = Top1;
}

/// <summary>Adds up predictions batch by batch.</summary>
/// <param name="metric">By which number the set is judged; top-1 is always counted where images have one class.</param>
public sealed class ClassificationTally(ClassificationMetric metric = ClassificationMetric.Top1)
{
    private readonly List<double> scores = [];
    private readonly List<long> classes = [];
    private readonly List<Presence> marks = [];
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
        if (metric == ClassificationMetric.Top1)
            return;
        Keep(logits);
        classes.AddRange(labels.cpu().data<long>().ToArray());
    }

    /// <summary>The same for images that may show several classes.</summary>
    /// <param name="logits">[B, K].</param>
    /// <param name="presences">[B, K], 1, −1 or 0: shown, not shown, does not count.</param>
    public void AddOfSeveralClasses(Tensor logits, Tensor presences)
    {
        images += presences.shape[0];
        crossEntropy += ClassificationLoss.OfSeveralClasses(logits, presences).item<float>() * presences.shape[0];
        Keep(logits);
        marks.AddRange(presences.to_type(ScalarType.Int64).cpu().data<long>().ToArray().Select(mark => (Presence)mark));
    }

    public ClassificationScore Score()
    {
        var top1 = marks.Count > 0 ? double.NaN : 100.0 * right / images;
        return new(top1, crossEntropy / images) { Metric = metric, Main = Main(top1) };
    }

    private double Main(double top1) => metric switch
    {
        ClassificationMetric.Top1 => top1,
        ClassificationMetric.MeanPerClass => ClassificationMetrics.MeanPerClass([.. scores], [.. classes], scores.Count / classes.Count),
        ClassificationMetric.ElevenPointMeanAveragePrecision => VocAveragePrecision.Mean([.. scores], [.. marks], (int)(scores.Count / images)),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "unknown"),
    };

    private void Keep(Tensor logits)
    {
        using var scope = NewDisposeScope();
        scores.AddRange(logits.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray());
    }
}
