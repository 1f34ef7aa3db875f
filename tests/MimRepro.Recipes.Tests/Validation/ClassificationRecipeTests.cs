using MimRepro.Recipes.Validation;

namespace MimRepro.Recipes.Tests.Validation;

/// <summary>Augmentation, pictures and neighbours as steps have them.</summary>
[Trait("Kind", "Unit")]
public class ClassificationRecipeTests
{
    private static readonly DataRecipe Colour = TinyRecipes.Data with
    {
        Classes = [0, 2], Channels = 3, Normalization = new() { Mean = [0, 0, 0], Std = [1, 1, 1] },
        Pictures = new() { Partition = null, ToleratedBadRecords = 0, Interpolation = PixelInterpolation.Bicubic, CropFraction = 0.875 },
    };

    private static readonly DataRecipe HeldOut = Colour with { Split = "val", CropScale = new(1, 1), CropRatio = new(1, 1), FlipProbability = 0 };

    private static readonly FineTuningRecipe Sound = TinyRecipes.FineTuning with { Data = Colour, Evaluation = HeldOut, Model = TinyRecipes.Model with { InChannels = 3 } };

    private static readonly AugmentationRecipe Augmentation = new()
    {
        ViewsPerImage = 1,
        RandAugment = new() { Operations = 2, Probability = 0.5, Magnitude = 9, MagnitudeDeviation = 0.5, LargestMagnitude = 10, Increasing = true, Interpolation = PixelInterpolation.Either },
        Erasing = null,
        Mixing = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = null, SwitchProbability = null },
    };

    private static readonly NearestNeighboursRecipe Neighbours = new()
    {
        Id = "neighbours-tiny", Source = "tests", Deviations = [], Data = HeldOut with { Split = "train" }, Evaluation = HeldOut, Model = Sound.Model,
        NearestNeighbours = new() { Neighbours = 20, Temperature = 0.07 }, BatchSize = 8, Seed = 0,
    };

    [Fact]
    public void Check_SoundRecipes_FindsNothing()
    {
        Assert.Empty(RecipeValidation.Check(Sound));
        Assert.Empty(RecipeValidation.Check(Sound with { Augmentation = Augmentation }));
        Assert.Empty(RecipeValidation.Check(Neighbours));
    }

    private static readonly Dictionary<string, FineTuningRecipe> Faulty = new()
    {
        ["Data.Pictures.Partition"] = Read(pictures => pictures with { Partition = -1 }),
        ["Data.Pictures.ToleratedBadRecords"] = Read(pictures => pictures with { ToleratedBadRecords = -1 }),
        ["Data.Pictures.Interpolation"] = Read(pictures => pictures with { Interpolation = (PixelInterpolation)9 }),
        ["Data.Pictures.CropFraction"] = Read(pictures => pictures with { CropFraction = 0 }),
        ["Evaluation.Pictures.Interpolation"] = Sound with { Evaluation = HeldOut with { Pictures = HeldOut.Pictures! with { Interpolation = PixelInterpolation.Either } } },
        ["BatchSize"] = Sound with { Augmentation = Augmentation, BatchSize = 7 },
        ["Augmentation.RandAugment.Operations"] = Sound with { Augmentation = Augmentation with { RandAugment = Augmentation.RandAugment! with { Operations = 0 } } },
    };

    public static TheoryData<string> Members => [.. Faulty.Keys];

    [Theory, MemberData(nameof(Members))]
    public void Check_OneWrongMember_IsNamed(string member) => Assert.Equal(member, Assert.Single(RecipeValidation.Check(Faulty[member])).Member);

    [Fact]
    public void Check_RandAugmentOfGreyImages_IsRefused()
    {
        var grey = TinyRecipes.FineTuning with { Evaluation = TinyRecipes.FineTuning.Data with { Split = "test", CropScale = new(1, 1), CropRatio = new(1, 1), FlipProbability = 0 } };

        Assert.Empty(RecipeValidation.Check(grey with { Augmentation = Augmentation with { RandAugment = null } }));
        Assert.Equal("Augmentation.RandAugment", Assert.Single(RecipeValidation.Check(grey with { Augmentation = Augmentation })).Member);
    }

    [Fact]
    public void Check_Neighbours_NamesEachWrongMember()
    {
        Assert.Equal("Data", Assert.Single(RecipeValidation.Check(Neighbours with { Data = Neighbours.Data with { FlipProbability = 0.5 } })).Member);
        Assert.Equal("NearestNeighbours.Neighbours", Assert.Single(RecipeValidation.Check(Neighbours with { Data = Neighbours.Data with { ImagesPerClass = 9 } })).Member); // 18 images
        Assert.Equal("BatchSize", Assert.Single(RecipeValidation.Check(Neighbours with { BatchSize = 0 })).Member);
    }

    private static FineTuningRecipe Read(Func<PictureReadingRecipe, PictureReadingRecipe> change) => Sound with { Data = Colour with { Pictures = change(Colour.Pictures!) } };
}
