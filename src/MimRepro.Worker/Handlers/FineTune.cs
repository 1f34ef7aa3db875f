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
        using var training = new ClassificationTraining(recipe, context.Device);
        if (context.HasInput("backbone"))
        {
            context.LoadBackbone(training.Model, recipe.PretrainedBlocks);
        }

        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var result = training.Run(
            train, (evaluation, recipe.Evaluation), recipe.EvaluationEpochs, log.OnStep,
            epoch => resume.Evaluations.Add((epoch, training.Score(evaluation, recipe.Evaluation).Main)),
            resume);
        log.WriteTiming(result.SecondsWaitedForImages);
        var output = ClassificationOutput.Of(result);
        var metric = ClassificationOutput.NameOf(evaluation.Metric);
        foreach (var (epoch, value) in resume.Evaluations)
        {
            output.Metric(metric, value, ("epoch", epoch));
        }

        return output
            .Series(metric, "epoch", [.. resume.Evaluations.Select(point => point.Epoch)], [.. resume.Evaluations.Select(point => point.Value)])
            .Build();
    }
}
