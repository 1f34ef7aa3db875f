using MimRepro.Tasks.Classification;
using MimRepro.Training;

namespace MimRepro.Worker.Handlers;

/// <summary>Names under which classifiers report.</summary>
internal static class ClassificationOutput
{
    public static OutputBuilder Of(ClassificationResult result) => Of(result.Training, result.Evaluation, result.Curves);

    public static OutputBuilder Of(ClassificationScore training, ClassificationScore evaluation, TrainingCurves curves) =>
        new OutputBuilder()
            .Metric("top1", evaluation.Top1)
            .Metric("top1_train", training.Top1)
            .Metric("cross_entropy", training.CrossEntropy)
            .Metric("cross_entropy_eval", evaluation.CrossEntropy)
            .Curves(curves);
}
