using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;

namespace MimRepro.Worker.Handlers;

/// <summary>Attention distance, entropy, head diversity and CKA of a checkpoint of the user.</summary>
internal static class AnalyzeCheckpoint
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<CheckpointAnalysisRecipe>();
        using var backbone = ImportedBackbone.Load(context, "checkpoint");
        var profile = BackboneProfile.Measure(backbone, ImportedBackbone.Batches(context, backbone, recipe));
        var output = new OutputBuilder();
        profile.RecordTo(output, null);
        profile.SummariseTo(output);
        return output.Build();
    }
}
