using MimRepro.Data;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Pose;

/// <summary>People of one training step.</summary>
/// <param name="Images">[B, 3, H, W], normalised.</param>
/// <param name="Targets">[B, J, h, w].</param>
/// <param name="Weights">[B, J].</param>
internal sealed record PoseBatch(float[] Images, float[] Targets, float[] Weights);

/// <summary>Shuffled, augmented batches of training, step by step, made ahead on a thread of their own.</summary>
/// <remarks>A step's batch depends on recipe, seed and step alone. An epoch's last, incomplete batch is dropped; the next epoch shuffles anew.</remarks>
internal sealed class PoseBatches : IDisposable
{
    private const int Ahead = 4;
    private readonly PoseRecipe recipe;
    private readonly PoseSet set;
    private readonly PoseViews views;
    private readonly EpochShuffle order;
    private readonly MadeAhead<PoseBatch> ahead;

    /// <param name="firstStep">The first step that <see cref="Next"/> returns.</param>
    /// <param name="endStep">The step after the last one.</param>
    /// <exception cref="RecipeException">There are fewer people than one batch takes.</exception>
    public PoseBatches(PoseRecipe recipe, PoseSet set, long firstStep, long endStep)
    {
        (this.recipe, this.set, views) = (recipe, set, new PoseViews(recipe));
        StepsPerEpoch = Steps(recipe, set);
        order = new(recipe.Seed, "pose-order", set.People.Count, recipe.BatchSize);
        ahead = new(Make, firstStep, endStep, Ahead);
    }

    public int StepsPerEpoch { get; }

    /// <summary>Seconds that <see cref="Next"/> has waited so far.</summary>
    public double WaitedSeconds => ahead.WaitedSeconds;

    /// <exception cref="RecipeException">There are fewer people than one batch takes.</exception>
    public static int Steps(PoseRecipe recipe, PoseSet set) => set.People.Count >= recipe.BatchSize
        ? set.People.Count / recipe.BatchSize
        : throw new RecipeException(
            $"Too few people for one batch.\n  member:     BatchSize, Data.People\n  expected:   {recipe.BatchSize} people or more\n  got:        {set.People.Count}\n" +
            "  Make the batch smaller or the data set larger.");

    /// <summary>The batch of the next step. A fault of the other thread surfaces here as it was.</summary>
    public PoseBatch Next() => ahead.Next();

    public void Dispose() => ahead.Dispose();

    private PoseBatch Make(long step)
    {
        var chosen = order.Batch(step);
        var (pixels, maps, joints) = (3 * views.Input.Area, recipe.Skeleton.Joints.Length * views.Heatmap.Area, recipe.Skeleton.Joints.Length);
        var batch = new PoseBatch(new float[recipe.BatchSize * pixels], new float[recipe.BatchSize * maps], new float[recipe.BatchSize * joints]);
        SideBySide.For(recipe.BatchSize, place =>
        {
            var person = set.People[chosen[place]];
            var random = new SeededRandom(recipe.Seed, "pose-augment", step * recipe.BatchSize + place);
            var image = set.ReadImage(person.ImageId);
            var view = views.Random(person, image.Width, random);
            views.Paint(image, view, random, batch.Images.AsSpan(place * pixels, pixels));
            HeatmapTargets.Draw(view.Joints, views.Input, views.Heatmap, recipe.Input.Sigma,
                batch.Targets.AsSpan(place * maps, maps), batch.Weights.AsSpan(place * joints, joints));
        });
        return batch;
    }
}
