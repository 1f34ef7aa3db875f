using MimRepro.Recipes.Validation;

namespace MimRepro.Recipes.Tests.Validation;

[Trait("Kind", "Unit")]
public class PoseRecipeTests
{
    private static readonly PoseRecipe Sound = new()
    {
        Id = "pose-tiny",
        Source = "none",
        Deviations = [],
        Data = new() { Dataset = "coco-keypoints", Split = "train2017", People = null, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Evaluation = new() { Dataset = "coco-keypoints", Split = "val2017", People = 10, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Skeleton = Skeleton.Coco,
        Input = new()
        {
            Width = 32,
            Height = 32,
            HeatmapStride = 2,
            Sigma = 1,
            Padding = 1.25,
            Normalization = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] },
        },
        Model = TinyRecipes.Model with { InChannels = 3 },
        Head = new() { Channels = 8, InitialDeviation = 0.001 },
        Augmentation = new()
        {
            ShiftProbability = 0.3,
            ShiftFactor = 0.16,
            FlipProbability = 0.5,
            HalfBodyProbability = 0.3,
            HalfBodyJoints = 8,
            ScaleFactor = 0.5,
            RotationProbability = 0.6,
            RotationFactor = 40,
            Brightness = 0.4,
            Contrast = 0.4,
            Saturation = 0.4,
            Hue = 0.2,
            GridDropoutProbability = 0.5,
            GridCellMin = 4,
            GridCellMax = 8,
            GridDropoutRatio = 0.5,
        },
        Test = new()
        {
            FlipTest = true,
            ShiftHeatmap = true,
            Refine = true,
            JointScoreAbove = 0.2,
            MostSimilar = 0.9,
            DetectorBoxes = null,
            BoxScoreFrom = 0,
            BoxAreaShare = null,
            PckShare = 0.2,
        },
        Optimizer = TinyRecipes.SimMim.Optimizer,
        Schedule = TinyRecipes.SimMim.Schedule,
        BatchSize = 4,
        Precision = Precision.Float32,
        Seed = 0,
        PretrainedBlocks = null,
    };

    [Fact]
    public void Check_SoundRecipe_FindsNothing() => Assert.Empty(RecipeValidation.Check(Sound));

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Check_OneFault_IsNamed(string member, object recipe) =>
        Assert.Equal(member, Assert.Single(RecipeValidation.Check((PoseRecipe)recipe)).Member);

    [Fact]
    public void Skeletons_PublishedOnes_AreSymmetric()
    {
        foreach (var skeleton in new[] { Skeleton.Coco, Skeleton.CrowdPose })
            Assert.All(skeleton.FlipPairs, pair =>
            {
                Assert.Equal(skeleton.Joints[pair[0]].Replace("left", "right", StringComparison.Ordinal), skeleton.Joints[pair[1]]);
                Assert.Equal(skeleton.Sigmas[pair[0]], skeleton.Sigmas[pair[1]]);
                Assert.Equal(skeleton.UpperBody.Contains(pair[0]), skeleton.UpperBody.Contains(pair[1]));
            });
    }

    [Fact]
    public void CanonicalJson_OfARecipe_ComesBack()
    {
        var text = CanonicalJson.Write(Sound);

        Assert.Equal(text, CanonicalJson.Write(CanonicalJson.Read<PoseRecipe>(text)));
        Assert.Contains("\"flipPairs\":[[1,2],", text, StringComparison.Ordinal);
        Assert.Contains("Skeleton.sigmas", Assert.Throws<RecipeException>(() => CanonicalJson.Read<PoseRecipe>(
            text.Replace("\"sigmas\"", "\"sigma\"", StringComparison.Ordinal))).Message, StringComparison.OrdinalIgnoreCase);
    }

    public static TheoryData<string, object> Faulty => new()
    {
        { "Evaluation.Split", Sound with { Evaluation = Sound.Data } },
        { "Data.People", Sound with { Data = Sound.Data with { People = 0 } } },
        { "Skeleton.Sigmas", Sound with { Skeleton = Skeleton.Coco with { Sigmas = [0.1] } } },
        { "Skeleton.FlipPairs", Sound with { Skeleton = Skeleton.Coco with { FlipPairs = [[1, 2], [2, 3]] } } },
        { "Skeleton.FlipPairs", Sound with { Skeleton = Skeleton.Coco with { FlipPairs = [[1, 17]] } } },
        { "Skeleton.UpperBody", Sound with { Skeleton = Skeleton.Coco with { UpperBody = [1, 1] } } },
        { "Input.HeatmapStride", Sound with { Input = Sound.Input with { HeatmapStride = 3 } } },
        { "Input.HeatmapStride", Sound with { Input = Sound.Input with { HeatmapStride = 8 } } },
        { "Input.Width, Input.Height", Sound with { Input = Sound.Input with { Width = 30 } } },
        { "Model.ImageSize", Sound with { Input = Sound.Input with { Width = 24, Height = 24 } } },
        { "Model.InChannels", Sound with { Model = TinyRecipes.Model } },
        { "Augmentation.Hue", Sound with { Augmentation = Sound.Augmentation with { Hue = 0.6 } } },
        { "Augmentation.GridCellMin, Augmentation.GridCellMax", Sound with { Augmentation = Sound.Augmentation with { GridCellMax = 40 } } },
        { "Test.ShiftHeatmap", Sound with { Test = Sound.Test with { FlipTest = false } } },
        { "Test.BoxAreaShare", Sound with { Test = Sound.Test with { BoxAreaShare = 0 } } },
        { "BatchSize", Sound with { BatchSize = 0 } },
    };
}
