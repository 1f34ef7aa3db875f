using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Recipes.Tests.Validation;

[Trait("Kind", "Unit")]
public class DepthRecipeTests
{
    private static readonly DepthRecipe Sound = new()
    {
        Id = "depth-vit-made-tiny",
        Source = "tests",
        Deviations = [],
        Data = new()
        {
            Dataset = "made", ToleratedBadRecords = 0, CropHeight = 32, CropWidth = 32, CutDepthEvery = 4, CutDepthWidth = 0.75, FlipProbability = 0.5,
            ColourProbability = 0.5, BrightnessLimit = 0.2, ContrastLimit = 0.2, Gamma = new(0.8, 1.2), HueLimit = 20, SaturationLimit = 30, ValueLimit = 20,
            Normalization = new() { Mean = [0, 0, 0], Std = [1, 1, 1] },
        },
        Model = TinyRecipes.Model with { InChannels = 3, PatchSize = 8 },
        Head = new() { Filters = [6], Kernels = [4], BilinearDoublings = 2, Channels = 8, MaxDepth = 10, InitialDeviation = 0.001 },
        PretrainedBlocks = null,
        ScaleInvariance = 0.5,
        Optimizer = TinyRecipes.Optimizer,
        Schedule = TinyRecipes.Schedule with { Kind = ScheduleKind.RiseAndFall, WarmupEpochs = 0 },
        BatchSize = 4,
        Precision = Precision.Float32,
        Seed = 0,
        Evaluation = new() { FlipTest = true, ShiftedWindows = 2, MinDepth = 1e-3, MaxDepth = 10, Crop = DepthCrop.Eigen, KeptPredictions = [0, 3] },
    };

    [Fact]
    public void Check_SoundRecipe_FindsNothing() => Assert.Empty(RecipeValidation.Check(Sound));

    [Fact]
    public void CanonicalJson_ThereAndBack_GivesTheSameText()
    {
        var text = CanonicalJson.Write(Sound);

        Assert.Equal(text, CanonicalJson.Write(CanonicalJson.Read<DepthRecipe>(text)));
        Assert.Contains("\"crop\":\"Eigen\"", text);
        Assert.Contains("\"family\":\"VisionTransformer\"", text);
    }

    public static TheoryData<string> Members => [.. Faulty.Keys];

    // Each recipe is wrong in one member alone, and that one is named.
    private static readonly Dictionary<string, DepthRecipe> Faulty = new()
    {
        ["Id"] = Sound with { Id = "Depth" },
        ["Data.Dataset"] = Sound with { Data = Sound.Data with { Dataset = " " } },
        ["Data.ToleratedBadRecords"] = Sound with { Data = Sound.Data with { ToleratedBadRecords = -1 } },
        ["Data.CropHeight"] = Sound with { Data = Sound.Data with { CropHeight = 64 } },
        ["Data.CropWidth"] = Sound with { Data = Sound.Data with { CropWidth = 64 } },
        ["Data.CutDepthEvery"] = Sound with { Data = Sound.Data with { CutDepthEvery = -4 } },
        ["Data.CutDepthWidth"] = Sound with { Data = Sound.Data with { CutDepthWidth = 1.5 } },
        ["Data.FlipProbability"] = Sound with { Data = Sound.Data with { FlipProbability = 2 } },
        ["Data.ColourProbability"] = Sound with { Data = Sound.Data with { ColourProbability = double.NaN } },
        ["Data.BrightnessLimit"] = Sound with { Data = Sound.Data with { BrightnessLimit = -0.1 } },
        ["Data.ContrastLimit"] = Sound with { Data = Sound.Data with { ContrastLimit = 1.1 } },
        ["Data.Gamma"] = Sound with { Data = Sound.Data with { Gamma = new(1.2, 0.8) } },
        ["Data.HueLimit"] = Sound with { Data = Sound.Data with { HueLimit = 180 } },
        ["Data.SaturationLimit"] = Sound with { Data = Sound.Data with { SaturationLimit = 256 } },
        ["Data.ValueLimit"] = Sound with { Data = Sound.Data with { ValueLimit = -1 } },
        ["Data.Normalization.Mean"] = Sound with { Data = Sound.Data with { Normalization = new() { Mean = [0], Std = [1, 1, 1] } } },
        ["Data.Normalization.Std"] = Sound with { Data = Sound.Data with { Normalization = new() { Mean = [0, 0, 0], Std = [1, 0, 1] } } },
        ["Model.InChannels"] = Sound with { Model = Sound.Model with { InChannels = 1 } },
        ["Model.DropPath"] = Sound with { Model = Sound.Model with { DropPath = 1 } },
        ["Head.Filters"] = Sound with { Head = Sound.Head with { Filters = [0] } },
        ["Head.Kernels"] = Sound with { Head = Sound.Head with { Kernels = [5] } },
        ["Head.Channels"] = Sound with { Head = Sound.Head with { Channels = 0 } },
        ["Head.MaxDepth"] = Sound with { Head = Sound.Head with { MaxDepth = 0 } },
        ["Head.InitialDeviation"] = Sound with { Head = Sound.Head with { InitialDeviation = 0 } },
        ["Head.Filters, Head.BilinearDoublings"] = Sound with { Head = Sound.Head with { BilinearDoublings = 3 } },
        ["ScaleInvariance"] = Sound with { ScaleInvariance = 1.5 },
        ["Schedule.WarmupEpochs"] = Sound with { Schedule = Sound.Schedule with { WarmupEpochs = 1 } },
        ["BatchSize"] = Sound with { BatchSize = 0 },
        ["Seed"] = Sound with { Seed = -1 },
        ["Precision"] = Sound with { Precision = (Precision)7 },
        ["Evaluation.ShiftedWindows"] = Sound with { Evaluation = Sound.Evaluation with { ShiftedWindows = 1 } },
        ["Evaluation.MinDepth, Evaluation.MaxDepth"] = Sound with { Evaluation = Sound.Evaluation with { MinDepth = 10 } },
        ["Evaluation.Crop"] = Sound with { Evaluation = Sound.Evaluation with { Crop = (DepthCrop)9 } },
        ["Evaluation.KeptPredictions"] = Sound with { Evaluation = Sound.Evaluation with { KeptPredictions = [3, 3] } },
    };

    [Theory, MemberData(nameof(Members))]
    public void Check_OneMemberWrong_NamesIt(string member) => Assert.Equal(member, Assert.Single(RecipeValidation.Check(Faulty[member])).Member);

    [Theory]
    [InlineData(32, 64, true)]
    [InlineData(32, 36, false)]
    public void Check_CropThatIsNotSquare_FitsBackbonesThatPad(int height, int width, bool fits)
    {
        var swin = new SwinTransformerRecipe
        {
            ImageSize = 32, PatchSize = 4, InChannels = 3, EmbedDim = 8, Depths = [2, 2], Heads = [2, 4], WindowSizes = [3, 3], ShiftedWindows = [true, true], PadToWindows = true,
            MlpRatio = 2, QkvBias = true, QueryScale = null, AbsolutePositionEmbedding = false, PatchNorm = true, DropRate = 0, AttentionDropRate = 0, DropPath = 0,
            NormEpsilon = 1e-5, InitialDeviation = 0.02,
        };

        var faults = RecipeValidation.Check(Sound with { Model = swin, Data = Sound.Data with { CropHeight = height, CropWidth = width } });

        Assert.Equal(fits, faults.Count == 0);
    }
}
