using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Experiments.Tests.ImageNet;

/// <summary>The recipes against the fact sheet, copied by hand: a value changed on either side shows.</summary>
public class PaperDepthRecipesTests
{
    private static readonly DepthRecipe Nyu = PaperDepthRecipes.NyuBase, Kitti = PaperDepthRecipes.KittiBase;

    private static readonly (string What, object Expected, object Got)[] Values =
    [
        ("range, NYUv2", (1e-3, 10.0, 10.0), (Nyu.Evaluation.MinDepth, Nyu.Evaluation.MaxDepth, Nyu.Head.MaxDepth)),
        ("range, KITTI", (1e-3, 80.0, 80.0), (Kitti.Evaluation.MinDepth, Kitti.Evaluation.MaxDepth, Kitti.Head.MaxDepth)),
        ("crop, NYUv2", (480, 480), (Nyu.Data.CropHeight, Nyu.Data.CropWidth)),
        ("crop, KITTI", (352, 352), (Kitti.Data.CropHeight, Kitti.Data.CropWidth)),
        ("windows, NYUv2", "30 30 30 15", string.Join(' ', ((SwinRecipe)Nyu.Model).WindowSizes)),
        ("windows, KITTI", "22 22 22 11", string.Join(' ', ((SwinRecipe)Kitti.Model).WindowSizes)),
        ("windows of pre-training", "12 12 12 6", string.Join(' ', ((SwinTransformerV2Recipe)Nyu.Model).PretrainedWindowSizes)),
        ("shifted windows", "True True False False", string.Join(' ', ((SwinRecipe)Nyu.Model).ShiftedWindows)),
        ("drop path", (0.3, 0.3), (Nyu.Model.DropPath, Kitti.Model.DropPath)),
        ("layer decay", 0.9, Nyu.Optimizer.LayerDecay),
        ("test windows", (2, 16), (Nyu.Evaluation.ShiftedWindows!.Value, Kitti.Evaluation.ShiftedWindows!.Value)),
        ("scored part", (DepthCrop.Nyu, DepthCrop.Garg), (Nyu.Evaluation.Crop, Kitti.Evaluation.Crop)),
        ("head", "32 32 32, 2 2 2, 2, 128", $"{string.Join(' ', Nyu.Head.Filters)}, {string.Join(' ', Nyu.Head.Kernels)}, {Nyu.Head.BilinearDoublings}, {Nyu.Head.Channels}"),
        ("loss", 0.5, Nyu.ScaleInvariance),
        ("rates", (5e-4, 3e-5), (Nyu.Optimizer.BaseLearningRate, Nyu.Schedule.MinLearningRate)),
        ("weight decay", 0.05, Nyu.Optimizer.WeightDecay),
        ("schedule", (ScheduleKind.RiseAndFall, 25.0), (Nyu.Schedule.Kind, Nyu.Schedule.Epochs)),
        ("batch", (24, 24), (Nyu.BatchSize, Nyu.Optimizer.BaseBatchSize)),
        ("no clipping", true, Nyu.Optimizer.ClipGradNorm is null),
        ("no mean, no deviation", "0 0 0, 1 1 1", $"{string.Join(' ', Nyu.Data.Normalization.Mean)}, {string.Join(' ', Nyu.Data.Normalization.Std)}"),
        ("band of depth", (4, 0.75), (Nyu.Data.CutDepthEvery, Nyu.Data.CutDepthWidth)),
        ("flip", 0.5, Nyu.Data.FlipProbability),
    ];

    [Fact, Trait("Kind", "Unit")]
    public void Values_OfTheDepthRecipes_EqualTheFactSheet() =>
        Assert.Empty(Values.Where(value => !value.Expected.Equals(value.Got)).Select(value => $"PAPER.md 5.5, {value.What}: expected {value.Expected}, got {value.Got}"));

    [Fact, Trait("Kind", "Unit")]
    public void Recipes_OfDepth_AreSound()
    {
        Assert.Empty(RecipeValidation.Check(Nyu));
        Assert.Empty(RecipeValidation.Check(Kitti));
    }
}
