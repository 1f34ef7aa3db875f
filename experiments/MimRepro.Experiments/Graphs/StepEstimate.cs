using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>First guesses of durations on one CPU thread; recorded durations replace them.</summary>
internal static class StepEstimate
{
    private const double ImagesPerSecond = 300;
    // Rendered images of 32 px, measured on one busy core.
    public const double ScenePretraining = 250, SceneClassification = 250, ScenePose = 170, SceneDepth = 110, SceneTracking = 70, SceneDetection = 60;
    private const double StartInSeconds = 3;
    private const double FashionMnistTrainingImagesPerClass = 6000;

    public static TimeSpan Training(TrainingRecipe recipe)
    {
        var images = (recipe.Data.ImagesPerClass ?? FashionMnistTrainingImagesPerClass) * recipe.Data.Classes.Length;
        return TimeSpan.FromSeconds(Math.Round(StartInSeconds + images * recipe.Schedule.Epochs / ImagesPerSecond));
    }

    public static TimeSpan Analysis(AttentionAnalysisRecipe recipe, int checkpoints) =>
        TimeSpan.FromSeconds(StartInSeconds + Math.Ceiling((recipe.Data.ImagesPerClass ?? 0) * recipe.Data.Classes.Length * checkpoints / ImagesPerSecond));

    /// <summary>So many seconds of work, and the start of a worker.</summary>
    public static TimeSpan Work(double seconds) => TimeSpan.FromSeconds(Math.Round(StartInSeconds + seconds));

    public static TimeSpan Short => TimeSpan.FromSeconds(5);
}
