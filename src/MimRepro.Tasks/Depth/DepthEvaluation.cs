using MimRepro.Data.Depth;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Depth;

/// <summary>Metrics over a set.</summary>
/// <param name="Score">Means over images.</param>
/// <param name="Images">Images that were scored.</param>
/// <param name="ImagesWithoutDepth">Images without a single scored pixel; they count nowhere.</param>
public sealed record DepthEvaluation(DepthScore Score, int Images, int ImagesWithoutDepth);

/// <summary>Collects the scores of images one by one.</summary>
internal sealed class DepthTally(DepthEvaluationRecipe recipe)
{
    private readonly List<DepthScore> scores = [];
    private int withoutDepth;

    /// <param name="metres">[Height, Width] of the sample.</param>
    public void Add(ReadOnlySpan<float> metres, DepthSample sample)
    {
        var (score, _) = DepthMetrics.Of(metres, sample.Metres, sample.Image.Height, sample.Image.Width, recipe.Crop, recipe.MinDepth, recipe.MaxDepth);
        if (score is null)
            withoutDepth++;
        else
            scores.Add(score);
    }

    /// <exception cref="Data.DataFormatException">No image had a pixel to score.</exception>
    public DepthEvaluation Result() => scores.Count > 0 ? new(DepthScore.Mean(scores), scores.Count, withoutDepth)
        : throw new Data.DataFormatException(FormattableString.Invariant(
            $"No image has depth to score.\n  member:     Evaluation\n  expected:   a pixel with depth between {recipe.MinDepth} and {recipe.MaxDepth} m inside the crop {recipe.Crop}\n  got:        none in {withoutDepth} images\n  The range is in other units than the depth, or the crop is for other pictures.\n  Look at Evaluation of the recipe."));
}
