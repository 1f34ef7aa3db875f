using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Recipes.Tests.Validation;

[Trait("Kind", "Unit")]
public class TrackingRecipeTests
{
    private static readonly SwinTransformerV2Recipe Swin = new()
    {
        ImageSize = 64, PatchSize = 4, InChannels = 3, EmbedDim = 8, Depths = [2, 2], Heads = [2, 4], WindowSizes = [4, 4], PretrainedWindowSizes = [0, 0], ShiftedWindows = [true, true],
        PadToWindows = true, MlpRatio = 2, QkvBias = true, AbsolutePositionEmbedding = false, PatchNorm = true, DropRate = 0, AttentionDropRate = 0, DropPath = 0, NormEpsilon = 1e-5,
        InitialDeviation = 0.02,
    };

    private static readonly TrackingRecipe Sound = new()
    {
        Id = "tracking-swinv2-made-tiny",
        Source = "tests",
        Deviations = [],
        Data = new()
        {
            Datasets = ["got-10k", "lasot"], ToleratedBadRecords = 0, PairsPerEpoch = 64, LargestGap = 100, GapFollowsSpeed = true, TemplateSize = 32, SearchSize = 64, TemplateArea = 2,
            SearchArea = 4, TemplateScaleJitter = 0, SearchScaleJitter = 0.25, TemplateTranslationJitter = 0, SearchTranslationJitter = 3, GreyProbability = 0.05, ColourJitter = 0.4,
            Normalization = new() { Mean = [0, 0, 0], Std = [1, 1, 1] },
        },
        Model = Swin,
        Tracker = new()
        {
            Stage = 1, Width = 16, Heads = 2, MlpRatio = 4, QkvBias = true, EncoderLayers = 2, DecoderLayers = 1, DropRate = 0, AttentionDropRate = 0, DropPath = 0.1, DropPathStart = 0.5,
            InitialDeviation = 0.02,
            CentresFromCells = false,
        },
        Loss = new() { ScoreWeight = 1.5, BoxWeight = 1.5, NegativeWeight = 0.75, FocalPower = 2 },
        Optimizer = TinyRecipes.Optimizer,
        BackboneRateScale = 0.1,
        Schedule = TinyRecipes.Schedule,
        BatchSize = 8,
        Precision = Precision.Float32,
        Seed = 0,
        Evaluation = new() { Dataset = "got-10k", Split = "val", WindowPenalty = 0.49, SmallestObject = 10 },
    };

    [Fact]
    public void Check_SoundRecipe_FindsNothing() => Assert.Empty(RecipeValidation.Check(Sound));

    [Fact]
    public void CanonicalJson_ThereAndBack_GivesTheSameText()
    {
        var text = CanonicalJson.Write(Sound);

        Assert.Equal(text, CanonicalJson.Write(CanonicalJson.Read<TrackingRecipe>(text)));
        Assert.Contains("\"family\":\"SwinTransformerV2\"", text);
        Assert.Contains("\"datasets\":[\"got-10k\",\"lasot\"]", text);
    }

    public static TheoryData<string> Members => [.. Faulty.Keys];

    // Each recipe is wrong in one member alone, and that one is named.
    private static readonly Dictionary<string, TrackingRecipe> Faulty = new()
    {
        ["Id"] = Sound with { Id = "Tracking" },
        ["Data.Datasets"] = Sound with { Data = Sound.Data with { Datasets = ["lasot", "lasot"] } },
        ["Data.ToleratedBadRecords"] = Sound with { Data = Sound.Data with { ToleratedBadRecords = -1 } },
        ["Data.PairsPerEpoch"] = Sound with { Data = Sound.Data with { PairsPerEpoch = 7 } },
        ["Data.LargestGap"] = Sound with { Data = Sound.Data with { LargestGap = 0 } },
        ["Data.SearchSize"] = Sound with { Data = Sound.Data with { SearchSize = 72 } },
        ["Data.TemplateSize, Data.SearchSize"] = Sound with { Data = Sound.Data with { TemplateSize = 36 } },
        ["Data.TemplateSize"] = Sound with { Model = Swin with { PadToWindows = false } },
        ["Data.TemplateArea"] = Sound with { Data = Sound.Data with { TemplateArea = 0.5 } },
        ["Data.SearchArea"] = Sound with { Data = Sound.Data with { SearchArea = double.NaN } },
        ["Data.TemplateScaleJitter"] = Sound with { Data = Sound.Data with { TemplateScaleJitter = -1 } },
        ["Data.SearchScaleJitter"] = Sound with { Data = Sound.Data with { SearchScaleJitter = double.PositiveInfinity } },
        ["Data.TemplateTranslationJitter"] = Sound with { Data = Sound.Data with { TemplateTranslationJitter = -1 } },
        ["Data.SearchTranslationJitter"] = Sound with { Data = Sound.Data with { SearchTranslationJitter = -1 } },
        ["Data.GreyProbability"] = Sound with { Data = Sound.Data with { GreyProbability = 2 } },
        ["Data.ColourJitter"] = Sound with { Data = Sound.Data with { ColourJitter = -0.1 } },
        ["Data.Normalization.Mean"] = Sound with { Data = Sound.Data with { Normalization = new() { Mean = [0], Std = [1, 1, 1] } } },
        ["Data.Normalization.Std"] = Sound with { Data = Sound.Data with { Normalization = new() { Mean = [0, 0, 0], Std = [1, 0, 1] } } },
        ["Model.InChannels"] = Sound with { Model = Swin with { InChannels = 1 } },
        ["Model.DropPath"] = Sound with { Model = Swin with { DropPath = 1 } },
        ["Tracker.Stage"] = Sound with { Tracker = Sound.Tracker with { Stage = 2 } },
        ["Tracker.Width"] = Sound with { Tracker = Sound.Tracker with { Width = 0 } },
        ["Tracker.Heads"] = Sound with { Tracker = Sound.Tracker with { Heads = 3 } },
        ["Tracker.MlpRatio"] = Sound with { Tracker = Sound.Tracker with { MlpRatio = 0 } },
        ["Tracker.EncoderLayers"] = Sound with { Tracker = Sound.Tracker with { EncoderLayers = 0 } },
        ["Tracker.DecoderLayers"] = Sound with { Tracker = Sound.Tracker with { DecoderLayers = 0 } },
        ["Tracker.DropRate"] = Sound with { Tracker = Sound.Tracker with { DropRate = 1 } },
        ["Tracker.AttentionDropRate"] = Sound with { Tracker = Sound.Tracker with { AttentionDropRate = -1 } },
        ["Tracker.DropPath"] = Sound with { Tracker = Sound.Tracker with { DropPath = 1 } },
        ["Tracker.DropPathStart"] = Sound with { Tracker = Sound.Tracker with { DropPathStart = 1.5 } },
        ["Tracker.InitialDeviation"] = Sound with { Tracker = Sound.Tracker with { InitialDeviation = 0 } },
        ["Loss.ScoreWeight"] = Sound with { Loss = Sound.Loss with { ScoreWeight = 0 } },
        ["Loss.BoxWeight"] = Sound with { Loss = Sound.Loss with { BoxWeight = -1 } },
        ["Loss.NegativeWeight"] = Sound with { Loss = Sound.Loss with { NegativeWeight = -1 } },
        ["Loss.FocalPower"] = Sound with { Loss = Sound.Loss with { FocalPower = double.NaN } },
        ["Optimizer.LayerDecay"] = Sound with { Optimizer = Sound.Optimizer with { LayerDecay = 0.9 } },
        ["BackboneRateScale"] = Sound with { BackboneRateScale = 0 },
        ["Schedule.WarmupEpochs"] = Sound with { Schedule = Sound.Schedule with { WarmupEpochs = 9 } },
        ["BatchSize"] = Sound with { BatchSize = 0 },
        ["Seed"] = Sound with { Seed = -1 },
        ["Precision"] = Sound with { Precision = (Precision)7 },
        ["Evaluation.Dataset"] = Sound with { Evaluation = Sound.Evaluation with { Dataset = "" } },
        ["Evaluation.Split"] = Sound with { Evaluation = Sound.Evaluation with { Split = "train" } },
        ["Evaluation.WindowPenalty"] = Sound with { Evaluation = Sound.Evaluation with { WindowPenalty = 1.1 } },
        ["Evaluation.SmallestObject"] = Sound with { Evaluation = Sound.Evaluation with { SmallestObject = -1 } },
    };

    [Theory, MemberData(nameof(Members))]
    public void Check_OneMemberWrong_NamesIt(string member) => Assert.Equal(member, Assert.Single(RecipeValidation.Check(Faulty[member]).Select(fault => fault.Member).Distinct()));

    [Theory]
    [InlineData(0, 4, 8)]
    [InlineData(1, 8, 16)]
    public void Stages_OfASwin_HalveTheMapAndDoubleTheChannels(int stage, int stride, int width)
    {
        Assert.Equal(2, DerivedNumbers.Stages(Swin));
        Assert.Equal((stride, width), (DerivedNumbers.StageStride(Swin, stage), DerivedNumbers.StageWidth(Swin, stage)));
    }
}
