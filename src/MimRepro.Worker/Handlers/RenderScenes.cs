using MimRepro.Data.SceneWorld;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;

namespace MimRepro.Worker.Handlers;

/// <summary>Renders a set of the generated world and draws its first images.</summary>
internal static class RenderScenes
{
    private const string Sheet = "scenes.png";
    private const int Shown = 24, ImagesInARow = 3;

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<SceneWorldRecipe>();
        var shown = new List<SceneRender>();
        var total = recipe.Images * recipe.Frames;
        var output = new OutputBuilder();
        SceneWorldPackWriter.Write(context.Request.Output, recipe, onImage: (done, render) =>
        {
            if (shown.Count < Shown)
                shown.Add(render);
            if (done % 100 == 0 || done == total)
                context.Progress.Report(done, total, null, "images");
        });
        if (recipe.Split == "train")
        {
            File.WriteAllBytes(context.Output(Sheet), SceneSheet.LabelledPng(shown, 1, ImagesInARow));
            output.Figure(
                "scenes", Sheet,
                $"Rendered images of the set '{recipe.Id}', each beside its depth (near is bright, sky black), its masks with boxes, and its joints (yellow seen, red hidden).",
                "Rows of rendered creatures, each beside pictures of its depth, mask and skeleton.");
        }

        return output.Build();
    }
}
