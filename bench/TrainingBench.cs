using MimRepro.Data;
using MimRepro.Experiments.FashionMnist;
using MimRepro.Models;
using MimRepro.Recipes;
using MimRepro.Tasks;
using MimRepro.Tasks.MaskedImageModeling;
using MimRepro.Training;
using static TorchSharp.torch;

namespace MimRepro.Bench;

/// <summary>SimMIM pre-training of the evening profile on made-up images, and making its batches.</summary>
internal static class TrainingBench
{
    private const int Images = 512;
    private const int Side = 28;

    private static readonly SimMimRecipe Recipe = PretrainingRecipes.MimEvening;
    private static readonly ImageSet Set = MakeImages();

    public static Paired.Subject Batches() => new(Images * 20, () =>
    {
        var steps = 20L * Images / Recipe.BatchSize;
        using var batches = new TrainingBatches(Set, Recipe.Data, Recipe.BatchSize, 0, 0, steps);
        for (long step = 0; step < steps; step++)
        {
            batches.Next();
        }
    });

    public static Paired.Subject Training() => new(Images, () => Train(Recipe));

    public static Paired.Subject BFloat16() => new(Recipe.BatchSize * 2, () => Train(Recipe with { Precision = Precision.BFloat16 }, steps: 2));

    private static void Train(SimMimRecipe recipe, long? steps = null)
    {
        random.manual_seed(0);
        using var model = new SimMim(recipe.Model);
        var stepsPerEpoch = (int)(steps ?? Images / recipe.BatchSize);
        var masks = new MaskBatches(new MaskGenerator(recipe.Model.ImageSize, recipe.Model.TokenSize(), recipe.Mask), 0, "mask");
        using var batches = new TrainingBatches(Set, recipe.Data, recipe.BatchSize, 0, 0, stepsPerEpoch);
        TrainingLoop.Run(new TrainingPlan
        {
            Optimizer = recipe.Optimizer,
            Schedule = recipe.Schedule with { Epochs = 1, WarmupEpochs = 0 },
            BatchSize = recipe.BatchSize,
            StepsPerEpoch = stepsPerEpoch,
            Precision = recipe.Precision,
            Groups = ParameterGroups.Build(model, 0.05, 1, 7, _ => 0, model.Encoder.SkipsWeightDecay),
            CheckpointEpochs = [],
            OnCheckpoint = _ => { },
            OnStep = _ => { },
            Loss = step =>
            {
                var images = TensorBatch.Images(batches.Next(), recipe.Data, CPU);
                var mask = masks.Draw(step * recipe.BatchSize, recipe.BatchSize, CPU);
                return MaskedL1.Of(images, model.call(images, mask), mask);
            },
        });
    }

    private static ImageSet MakeImages()
    {
        var pixels = new byte[Images * Side * Side];
        var source = new SeededRandom(0, "bench");
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            pixels[pixel] = (byte)source.Next(256);
        }

        return new ImageSet(pixels, [.. Enumerable.Range(0, Images)], new int[Images], 1, Side, Side, 5);
    }
}
