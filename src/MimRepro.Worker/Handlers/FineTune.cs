using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;

namespace MimRepro.Worker.Handlers;

internal static class FineTune
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<FineTuningRecipe>();
        var train = context.Images(recipe.Data);
        var evaluation = context.Images(recipe.Evaluation);
        using var training = new ClassificationTraining(recipe, recipe.LabelSmoothing, context.Device);
        if (context.HasInput("backbone"))
        {
            BackboneWeights.Load(training.Model, PretrainedFiles.Checkpoints(context.Input("backbone"))[^1].File, recipe.PretrainedBlocks);
        }

        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var result = training.Run(
            train, (evaluation, recipe.Evaluation), recipe.EvaluationEpochs, log.OnStep,
            epoch => resume.Evaluations.Add((epoch, training.Score(evaluation, recipe.Evaluation).Top1)),
            resume);
        log.WriteTiming(result.SecondsWaitedForImages);
        var output = ClassificationOutput.Of(result);
        foreach (var (epoch, top1) in resume.Evaluations)
        {
            output.Metric("top1", top1, ("epoch", epoch));
        }

        return output
            .Series("top1", "epoch", [.. resume.Evaluations.Select(point => point.Epoch)], [.. resume.Evaluations.Select(point => point.Value)])
            .Build();
    }
}
