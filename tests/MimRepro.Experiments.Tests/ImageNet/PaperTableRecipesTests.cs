using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Experiments.Tests.ImageNet;

/// <summary>Recipes behind the rows of the paper's tables against the fact sheet and the official files, copied by hand.</summary>
[Trait("Kind", "Unit")]
public class PaperTableRecipesTests
{
    private static readonly FineTuningRecipe FineTuning = PaperFineTuningRecipes.SwinV2Base;
    private static readonly SupervisedRecipe Supervised = PaperPretrainingRecipes.SupervisedSwinV2Base, Supervised22k = PaperPretrainingRecipes.Supervised22kSwinV2Base;
    private static readonly SwinTransformerV2Recipe FineTuned = (SwinTransformerV2Recipe)FineTuning.Model;

    private static readonly (string What, object Expected, object Got)[] Values =
    [
        // PAPER.md 5.1; simmim_finetune__swinv2_base__img224_window14__800ep.yaml
        ("fine-tuning: image, window", (224, 14), (FineTuned.ImageSize, FineTuned.WindowSizes[0])),
        ("fine-tuning: windows of the pre-training", "12,12,12,6", string.Join(',', FineTuned.PretrainedWindowSizes)),
        ("fine-tuning: epochs, warm-up", (100.0, 20.0), (FineTuning.Schedule.Epochs, FineTuning.Schedule.WarmupEpochs)),
        ("fine-tuning: rates per 512", (1.25e-3, 2.5e-7, 2.5e-7), (FineTuning.Optimizer.BaseLearningRate, FineTuning.Schedule.WarmupLearningRate, FineTuning.Schedule.MinLearningRate)),
        ("fine-tuning: layer decay, weight decay, drop path", (0.75, 0.05, 0.1), (FineTuning.Optimizer.LayerDecay, FineTuning.Optimizer.WeightDecay, FineTuned.DropPath)),
        // PAPER.md 4.2; swinv2_base_patch4_window16_256.yaml, config.py
        ("supervised: image, window", (256, 16), (Supervised.Model.ImageSize, ((SwinRecipe)Supervised.Model).WindowSizes[0])),
        ("supervised: epochs, warm-up", (300.0, 20.0), (Supervised.Schedule.Epochs, Supervised.Schedule.WarmupEpochs)),
        ("supervised: rates per 512", (5e-4, 5e-7, 5e-6), (Supervised.Optimizer.BaseLearningRate, Supervised.Schedule.WarmupLearningRate, Supervised.Schedule.MinLearningRate)),
        ("supervised: weight decay, clip, drop path", (0.05, (double?)5.0, 0.5), (Supervised.Optimizer.WeightDecay, Supervised.Optimizer.ClipGradNorm, Supervised.Model.DropPath)),
        ("supervised: smoothing", 0.1, Supervised.LabelSmoothing),
        // PAPER.md 4.2; swinv2_{base,large}_patch4_window12_192_22k.yaml
        ("22K: image, window", (192, 12), (Supervised22k.Model.ImageSize, ((SwinRecipe)Supervised22k.Model).WindowSizes[0])),
        ("22K: epochs, warm-up", (90.0, 5.0), (Supervised22k.Schedule.Epochs, Supervised22k.Schedule.WarmupEpochs)),
        ("22K: rates per 512", (1.25e-4, 1.25e-7, 1.25e-6), (Supervised22k.Optimizer.BaseLearningRate, Supervised22k.Schedule.WarmupLearningRate, Supervised22k.Schedule.MinLearningRate)),
        ("22K: weight decay, batch, drop path", (0.1, 4096, 0.2), (Supervised22k.Optimizer.WeightDecay, Supervised22k.BatchSize, Supervised22k.Model.DropPath)),
        ("22K: classes", 21_841, Supervised22k.Data.Classes.Length),
        ("22K, L: width, heads, drop path", (192, "6,12,24,48", 0.2), Sizes(PaperPretrainingRecipes.Supervised22kSwinV2Large.Model)),
        // PAPER.md 5.5
        ("depth, L: width, heads, drop path", (192, "6,12,24,48", 0.5), Sizes(PaperDepthRecipes.NyuLarge.Model)),
        ("depth, L: layer decay, channels", (0.85, 192), (PaperDepthRecipes.KittiLarge.Optimizer.LayerDecay, PaperDepthRecipes.KittiLarge.Head.Channels)),
        ("depth, L: windows", "22,22,22,11", string.Join(',', ((SwinRecipe)PaperDepthRecipes.KittiLarge.Model).WindowSizes)),
        ("tracking, L: width, fusion", (192, 512), (((SwinRecipe)PaperTrackingRecipes.LasotLarge.Model).EmbedDim, PaperTrackingRecipes.LasotLarge.Tracker.Width)),
    ];

    public static TheoryData<string> Whats => [.. Values.Select(value => value.What)];

    [Theory, MemberData(nameof(Whats))]
    public void Value_OfARecipe_IsThatOfTheFactSheet(string what)
    {
        var (_, expected, got) = Values.Single(value => value.What == what);

        Assert.Equal(expected, got);
    }

    // PAPER.md 5.2: classes and training pictures.
    [Theory]
    [InlineData("food-101", 101, 75_750)]
    [InlineData("cifar-10", 10, 50_000)]
    [InlineData("cifar-100", 100, 50_000)]
    [InlineData("birdsnap", 500, 47_386)]
    [InlineData("sun397", 397, 19_850)]
    [InlineData("stanford-cars", 196, 8144)]
    [InlineData("fgvc-aircraft", 100, 6667)]
    [InlineData("voc2007", 20, 5011)]
    [InlineData("dtd", 47, 3760)]
    [InlineData("oxford-pets", 37, 3680)]
    [InlineData("caltech-101", 102, 3060)]
    [InlineData("oxford-flowers-102", 102, 2040)]
    [InlineData("inaturalist-2018", 8142, 437_513)]
    public void DataSet_OfClassification_HasTheFactSheetsNumbers(string name, int classes, int pictures)
    {
        var set = PaperDataSets.All.Single(set => set.Name == name);
        var recipe = PaperFineTuningRecipes.Kornblith12.Append(PaperFineTuningRecipes.INaturalist2018).Single(recipe => recipe.Data.Dataset == name);

        Assert.Equal((classes, pictures, classes), (set.Classes, set.TrainingSamples, recipe.Data.Classes.Length));
        Assert.True(recipe.BatchSize <= pictures);
    }

    [Fact]
    public void Recipes_OfTheTables_SayWhatIsNotThePapers() =>
        Assert.All(PaperFineTuningRecipes.Kornblith12.Concat(PaperFineTuningRecipes.ImageNetCog).Append(PaperFineTuningRecipes.INaturalist2018), recipe =>
        {
            Assert.Contains(recipe.Deviations, text => text.Contains("not found", StringComparison.Ordinal));
            Assert.Contains(recipe.Deviations, text => text.Contains("recalled", StringComparison.Ordinal));
        });

    // Another start changes the windows of position biases, its id and a deviation, and nothing else.
    [Fact]
    public void Start_OfOtherWindows_ChangesNothingElse()
    {
        var recipe = PaperStart.SupervisedBase.Fit(PaperDepthRecipes.NyuBase);

        Assert.Empty(RecipeValidation.Check(recipe));
        Assert.Same(PaperDepthRecipes.NyuBase, PaperStart.MimBase.Fit(PaperDepthRecipes.NyuBase));
        Assert.Equal("depth-swinv2-b-nyuv2-25ep-from-window16", recipe.Id);
        Assert.Equal([16, 16, 16, 8], ((SwinTransformerV2Recipe)recipe.Model).PretrainedWindowSizes);
        Assert.Equal(
            CanonicalJson.Write(PaperDepthRecipes.NyuBase),
            CanonicalJson.Write(recipe with
            {
                Id = PaperDepthRecipes.NyuBase.Id,
                Deviations = recipe.Deviations[..^1],
                Model = (SwinTransformerV2Recipe)recipe.Model with { PretrainedWindowSizes = [12, 12, 12, 6] },
            }));
    }

    private static (int, string, double) Sizes(BackboneRecipe model) => (((SwinRecipe)model).EmbedDim, string.Join(',', ((SwinRecipe)model).Heads), model.DropPath);
}
