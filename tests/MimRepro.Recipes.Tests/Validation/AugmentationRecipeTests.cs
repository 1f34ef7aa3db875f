using MimRepro.Recipes.Validation;

namespace MimRepro.Recipes.Tests.Validation;

[Trait("Kind", "Unit")]
public class AugmentationRecipeTests
{
    private static readonly RandAugmentRecipe RandAugment = new()
    {
        Operations = 2,
        Probability = 0.5,
        Magnitude = 9,
        MagnitudeDeviation = 0.5,
        LargestMagnitude = 10,
        Increasing = true,
        Interpolation = PixelInterpolation.Bicubic,
    };
    private static readonly RandomErasingRecipe Erasing = new() { Probability = 0.25, Area = new(0.02, 1 / 3.0), AspectRatio = new(0.3, 1 / 0.3), Rectangles = 1 };
    private static readonly MixingRecipe Mixing = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = 1, SwitchProbability = 0.5 };

    [Fact]
    public void Check_SoundRecipes_FindNothing()
    {
        Assert.Empty(RecipeValidation.Check(new AugmentationRecipe { ViewsPerImage = 1, RandAugment = RandAugment, Erasing = Erasing, Mixing = Mixing }, 8));
        Assert.Empty(RecipeValidation.Check(new AugmentationRecipe { ViewsPerImage = 1, RandAugment = null, Erasing = null, Mixing = null }, 7));
        Assert.Empty(RecipeValidation.Check(Of(mixing: Mixing with { CutMixAlpha = null, SwitchProbability = null }), 8));
        Assert.Empty(RecipeValidation.Check(new NearestNeighbourRecipe { Neighbours = 20, Temperature = 0.07 }));
    }

    // Each recipe is wrong in one member alone, and that one is named.
    private static readonly Dictionary<string, AugmentationRecipe> Faulty = new()
    {
        ["ViewsPerImage"] = Of() with { ViewsPerImage = 0 },
        ["RandAugment.Operations"] = Of(RandAugment with { Operations = 0 }),
        ["RandAugment.Probability"] = Of(RandAugment with { Probability = 1.1 }),
        ["RandAugment.Magnitude"] = Of(RandAugment with { Magnitude = 10.5 }),
        ["RandAugment.MagnitudeDeviation"] = Of(RandAugment with { MagnitudeDeviation = double.NaN }),
        ["RandAugment.LargestMagnitude"] = Of(RandAugment with { LargestMagnitude = 11 }),
        ["RandAugment.Interpolation"] = Of(RandAugment with { Interpolation = (PixelInterpolation)7 }),
        ["Erasing.Probability"] = Of(erasing: Erasing with { Probability = -0.1 }),
        ["Erasing.Area"] = Of(erasing: Erasing with { Area = new(0.4, 0.3) }),
        ["Erasing.AspectRatio"] = Of(erasing: Erasing with { AspectRatio = new(0, 1) }),
        ["Erasing.Rectangles"] = Of(erasing: Erasing with { Rectangles = 0 }),
        ["Mixing.Probability"] = Of(mixing: Mixing with { Probability = 2 }),
        ["Mixing.MixupAlpha"] = Of(mixing: Mixing with { MixupAlpha = 0 }),
        ["Mixing.CutMixAlpha"] = Of(mixing: Mixing with { CutMixAlpha = double.PositiveInfinity }),
        ["Mixing.SwitchProbability"] = Of(mixing: Mixing with { CutMixAlpha = null }),
        ["Mixing.MixupAlpha, Augmentation.Mixing.CutMixAlpha"] = Of(mixing: Mixing with { MixupAlpha = null, CutMixAlpha = null, SwitchProbability = null }),
    };

    public static TheoryData<string> Members => [.. Faulty.Keys];

    [Theory, MemberData(nameof(Members))]
    public void Check_OneWrongMember_IsNamed(string member) =>
        Assert.Equal("Augmentation." + member, Assert.Single(RecipeValidation.Check(Faulty[member], 8)).Member);

    [Fact]
    public void Check_OtherWrongMembers_AreNamed()
    {
        Assert.Equal("BatchSize", Assert.Single(RecipeValidation.Check(Of(mixing: Mixing), 7)).Member);
        Assert.Contains("null", Assert.Single(RecipeValidation.Check(Of(mixing: Mixing with { SwitchProbability = null }), 8)).Got);
        Assert.Equal(["NearestNeighbours.Neighbours", "NearestNeighbours.Temperature"],
            RecipeValidation.Check(new NearestNeighbourRecipe { Neighbours = 0, Temperature = 0 }).Select(fault => fault.Member));
    }

    [Fact]
    public void Check_PictureSet_NamesEachWrongMember()
    {
        var sound = new PictureSetRecipe { Dataset = "dtd", Split = "trainval", Partition = 1, ToleratedBadRecords = 0 };

        Assert.Empty(RecipeValidation.Check(sound));
        Assert.Empty(RecipeValidation.Check(sound with { Partition = null }));
        Assert.Equal(["Pictures.Dataset", "Pictures.Split", "Pictures.Partition", "Pictures.ToleratedBadRecords"],
            RecipeValidation.Check(new PictureSetRecipe { Dataset = "", Split = "all", Partition = -1, ToleratedBadRecords = -1 }).Select(fault => fault.Member));
    }

    private static AugmentationRecipe Of(RandAugmentRecipe? randAugment = null, RandomErasingRecipe? erasing = null, MixingRecipe? mixing = null) =>
        new() { ViewsPerImage = 1, RandAugment = randAugment, Erasing = erasing, Mixing = mixing };
}
