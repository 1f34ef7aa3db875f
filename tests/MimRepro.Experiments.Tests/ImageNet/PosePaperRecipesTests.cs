using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Experiments.Tests.ImageNet;

/// <summary>The pose recipes against the fact sheet, copied by hand.</summary>
public class PosePaperRecipesTests
{
    private static readonly PoseRecipe Base = PosePaperRecipes.CocoBase, Large = PosePaperRecipes.CocoLarge;
    private static readonly SwinTransformerV2Recipe Swin = (SwinTransformerV2Recipe)Base.Model;

    private static readonly (string What, object Expected, object Got)[] Values =
    [
        ("input", 256, Base.Input.Width),
        ("heat map", 64, Base.Input.Width / Base.Input.HeatmapStride),
        ("sigma", 2.0, Base.Input.Sigma),
        ("windows", "16,16,16,8", string.Join(',', Swin.WindowSizes)),
        ("pre-train windows", "12,12,12,6", string.Join(',', Swin.PretrainedWindowSizes)),
        ("shift", "True,True,False,False", string.Join(',', Swin.ShiftedWindows)),
        ("drop path, B", 0.3, Base.Model.DropPath),
        ("drop path, L", 0.5, Large.Model.DropPath),
        ("head, B", 32, Base.Head.Channels),
        ("head, L", 48, Large.Head.Channels),
        ("rate, B", 5e-4, Base.Optimizer.BaseLearningRate),
        ("rate, L", 3.33e-4, Large.Optimizer.BaseLearningRate),
        ("weight decay, B", 0.05, Base.Optimizer.WeightDecay),
        ("weight decay, L", 0.0625, Large.Optimizer.WeightDecay),
        ("layer decay, B", 0.9, Base.Optimizer.LayerDecay),
        ("layer decay, L", 0.9, Large.Optimizer.LayerDecay),
        ("epochs", 150.0, Base.Schedule.Epochs),
        ("warm-up", 500.0, Math.Round(Base.Schedule.WarmupEpochs * (149_813 / 256))),
        ("lowest rate, B", 1e-5, Math.Round(Base.Schedule.MinLearningRate / Base.Optimizer.BaseLearningRate, 9)),
        ("lowest rate, L", 1e-5, Math.Round(Large.Schedule.MinLearningRate / Large.Optimizer.BaseLearningRate, 9)),
        ("batch", 256, Base.BatchSize),
        ("padding", 1.25, Base.Input.Padding),
        ("shift of the centre", (0.16, 0.3), (Base.Augmentation.ShiftFactor, Base.Augmentation.ShiftProbability)),
        ("flip", 0.5, Base.Augmentation.FlipProbability),
        ("half body", (0.3, 8), (Base.Augmentation.HalfBodyProbability, Base.Augmentation.HalfBodyJoints)),
        ("rotation, scale", (40.0, 0.5), (Base.Augmentation.RotationFactor, Base.Augmentation.ScaleFactor)),
        ("colours", (0.4, 0.4, 0.4, 0.2), (Base.Augmentation.Brightness, Base.Augmentation.Contrast, Base.Augmentation.Saturation, Base.Augmentation.Hue)),
        ("grid dropout", (0.5, 10, 40), (Base.Augmentation.GridDropoutProbability, Base.Augmentation.GridCellMin, Base.Augmentation.GridCellMax)),
        ("rescoring, suppression", (0.2, 0.9), (Base.Test.JointScoreAbove, Base.Test.MostSimilar)),
        ("joints, COCO", 17, Base.Skeleton.Joints.Length),
        ("joints, CrowdPose", 14, PosePaperRecipes.CrowdPoseLarge.Skeleton.Joints.Length),
        ("area, CrowdPose", 0.53, PosePaperRecipes.CrowdPoseBase.Test.BoxAreaShare!),
    ];

    [Fact, Trait("Kind", "Unit")]
    public void Values_OfThePoseRecipes_EqualTheFactSheet() =>
        Assert.Empty(Values.Where(value => !value.Expected.Equals(value.Got)).Select(value => $"PAPER.md 5.3, {value.What}: expected {value.Expected}, got {value.Got}"));

    [Fact, Trait("Kind", "Unit")]
    public void Recipes_OfPose_AreSoundAndTheirIdsDiffer()
    {
        Assert.Empty(PosePaperRecipes.All.SelectMany(RecipeValidation.Check));
        Assert.Distinct(PosePaperRecipes.All.Select(recipe => recipe.Id));
    }
}
