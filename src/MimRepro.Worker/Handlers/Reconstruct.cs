using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.MaskedImageModeling;
using TorchSharp;

namespace MimRepro.Worker.Handlers;

internal static class Reconstruct
{
    private const string File = "reconstructions.png";

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<ReconstructionRecipe>();
        using var model = new SimMim(recipe.Model);
        ModelWeights.Load(model, context.Input("backbone", PretrainedFiles.Model));
        model.to(context.Device);
        var images = context.Images(recipe.Data);
        System.IO.File.WriteAllBytes(context.Output(File), Reconstruction.Draw(model, recipe, images, context.Device));
        return new OutputBuilder()
            .Figure(
                "reconstructions", File,
                "Held-out images, each as four pictures: original, what the model sees (hidden cells grey), its reconstruction, and the original with only the hidden cells filled in.",
                "Rows of garment photographs: original, masked, reconstructed, and the original with reconstructed cells.")
            .Build();
    }
}
