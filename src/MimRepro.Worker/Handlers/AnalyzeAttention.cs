using MimRepro.Data;
using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks;
using TorchSharp;

namespace MimRepro.Worker.Handlers;

/// <summary>Attention distance, entropy, head diversity and CKA at every checkpoint of a pre-training.</summary>
internal static class AnalyzeAttention
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<AttentionAnalysisRecipe>();
        var images = context.Images(recipe.Data);
        var checkpoints = PretrainedFiles.Checkpoints(context.Input("backbone"));
        var output = new OutputBuilder();
        for (var index = 0; index < checkpoints.Count; index++)
        {
            var (epoch, file) = checkpoints[index];
            context.Progress.Report(index, checkpoints.Count, null, "checkpoints", $"epoch {epoch}");
            var profile = Analyze(recipe, images, file, context.Device);
            profile.RecordTo(output, ("epoch", epoch));
            if (index == checkpoints.Count - 1)
            {
                profile.RecordTo(output, null);
                profile.SummariseTo(output);
            }
        }

        return output.Build();
    }

    private static BackboneProfile Analyze(AttentionAnalysisRecipe recipe, ILabelledImages images, string checkpoint, torch.Device device)
    {
        using var backbone = Backbones.Create(recipe.Model, 0);
        BackboneWeights.Load(backbone, checkpoint);
        backbone.to(device);
        return BackboneProfile.Measure(
            backbone, EvaluationBatches.Of(images, recipe.Data, recipe.BatchSize).Select(batch => TensorBatch.Images(batch, recipe.Data, device)));
    }
}
