using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.MaskedImageModeling;

namespace MimRepro.Worker.Handlers;

internal static class PretrainSimMim
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<SimMimRecipe>();
        using var training = new SimMimPretraining(recipe, context.Device);
        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var result = training.Run(
            context.Images(recipe.Data),
            context.Images(recipe.Evaluation),
            log.OnStep,
            epoch => BackboneWeights.Save(training.Model.Encoder, context.Output(PretrainedFiles.Checkpoint(epoch))),
            resume);
        ModelWeights.Save(training.Model, context.Output(PretrainedFiles.Model));
        log.WriteTiming(result.SecondsWaitedForImages);
        return new OutputBuilder()
            .Metric("masked_l1", result.Curves.FinalLoss)
            .Metric("masked_l1_eval", result.MaskedL1Evaluation)
            .Curves(result.Curves)
            .Build();
    }
}
