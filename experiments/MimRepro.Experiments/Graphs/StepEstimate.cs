using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>First guesses of durations on one CPU thread; recorded durations replace them.</summary>
internal static class StepEstimate
{
    private const double ImagesPerSecond = 300;
    private const double SceneImagesPerSecond = 150;
    private const double StartInSeconds = 3;
    private const double FashionMnistTrainingImagesPerClass = 6000;

    public static TimeSpan Training(TrainingRecipe recipe)
    {
        var images = (recipe.Data.ImagesPerClass ?? FashionMnistTrainingImagesPerClass) * recipe.Data.Classes.Length;
        return TimeSpan.FromSeconds(Math.Round(StartInSeconds + images * recipe.Schedule.Epochs / ImagesPerSecond));
    }

    public static TimeSpan Analysis(AttentionAnalysisRecipe recipe, int checkpoints) =>
        TimeSpan.FromSeconds(StartInSeconds + Math.Ceiling((recipe.Data.ImagesPerClass ?? 0) * recipe.Data.Classes.Length * checkpoints / ImagesPerSecond));

    /// <summary>A training that sees so many rendered images.</summary>
    public static TimeSpan Images(double images) => TimeSpan.FromSeconds(Math.Round(StartInSeconds + images / SceneImagesPerSecond));

    public static TimeSpan Short => TimeSpan.FromSeconds(5);
}
