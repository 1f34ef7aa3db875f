using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;

namespace MimRepro.Worker.Handlers;

internal static class PretrainSupervised
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<SupervisedRecipe>();
        using var training = new ClassificationTraining(recipe, context.Device);
        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var result = training.Run(
            context.Images(recipe.Data),
            (context.Images(recipe.Evaluation), recipe.Evaluation),
            recipe.CheckpointEpochs,
            log.OnStep,
            epoch => BackboneWeights.Save(training.Model, context.Output(PretrainedFiles.Checkpoint(epoch))),
            resume);
        ModelWeights.Save(training.Model, context.Output(PretrainedFiles.Model));
        log.WriteTiming(result.SecondsWaitedForImages);
        return ClassificationOutput.Of(result).Build();
    }
}
