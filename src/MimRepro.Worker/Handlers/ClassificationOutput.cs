using MimRepro.Data.Classification;
using MimRepro.Tasks.Classification;
using MimRepro.Training;

namespace MimRepro.Worker.Handlers;

/// <summary>Names under which classifiers report.</summary>
internal static class ClassificationOutput
{
    public static OutputBuilder Of(ClassificationResult result) => Of(result.Training, result.Evaluation, result.Curves);

    public static OutputBuilder Of(ClassificationScore training, ClassificationScore evaluation, TrainingCurves curves)
    {
        var output = new OutputBuilder();
        if (!double.IsNaN(evaluation.Top1))
        {
            output.Metric("top1", evaluation.Top1).Metric("top1_train", training.Top1);
        }

        if (evaluation.Metric != ClassificationMetric.Top1)
        {
            output.Metric(NameOf(evaluation.Metric), evaluation.Main);
        }

        return output.Metric("cross_entropy", training.CrossEntropy).Metric("cross_entropy_eval", evaluation.CrossEntropy).Curves(curves);
    }

    /// <summary>The name under which the number is recorded by which a set is judged.</summary>
    public static string NameOf(ClassificationMetric metric) => metric switch
    {
        ClassificationMetric.Top1 => "top1",
        ClassificationMetric.MeanPerClass => "mean_per_class",
        ClassificationMetric.ElevenPointMeanAveragePrecision => "map_11_point",
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "unknown"),
    };
}
