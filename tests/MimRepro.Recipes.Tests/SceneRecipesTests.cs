using System.Text.Json.Nodes;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Recipes.Tests;

[Trait("Kind", "Unit")]
public class SceneRecipesTests
{
    private static readonly SceneWorldRecipe Sound = new()
    {
        Id = "scene-detection-tiny",
        Source = "tests",
        Deviations = [],
        Families = Enum.GetValues<BodyFamily>(),
        Set = SceneSet.Detection,
        Split = "train",
        Seed = 0,
        ImageSize = 64,
        Images = 10,
        Frames = 1,
        FrameStep = 1,
        Scene = new()
        {
            Backdrop = SceneBackdrop.Both,
            FieldOfView = new(35, 60),
            Creatures = new(1, 4),
            Furniture = new(0, 5),
            CreatureShare = new(0.3, 0.7),
            OcclusionProbability = 0.3,
            SmoothEdges = true,
        },
    };

    [Fact]
    public void Check_SoundRecipe_FindsNothing()
    {
        Assert.Empty(RecipeValidation.Check(Sound));
        Assert.Empty(RecipeValidation.Check(Sound with { Set = SceneSet.Tracking, Frames = 20, FrameStep = 3 }));
        Assert.Empty(RecipeValidation.Check(Sound with { Set = SceneSet.Depth, Scene = Sound.Scene with { Creatures = new(0, 2) } }));
    }

    [Fact]
    public void Check_EverythingWrong_FindsEveryFault()
    {
        var faults = RecipeValidation.Check(Sound with
        {
            Set = (SceneSet)99,
            Split = "trian",
            Seed = -1,
            ImageSize = 7,
            Images = 0,
            Frames = 0,
            FrameStep = 2,
            Scene = new()
            {
                Backdrop = (SceneBackdrop)7,
                FieldOfView = new(5, 200),
                Creatures = new(2, 1),
                Furniture = new(-1, 5),
                CreatureShare = new(0, 0.5),
                OcclusionProbability = 1.5,
                SmoothEdges = false,
            },
        });

        Assert.Equal(["Set", "Split", "Seed", "ImageSize", "Images", "Frames", "FrameStep", "Scene.Backdrop", "Scene.FieldOfView", "Scene.Creatures", "Scene.Furniture",
            "Scene.CreatureShare", "Scene.OcclusionProbability"], faults.Select(fault => fault.Member));
        Assert.Equal("one of train, test", faults[1].Expected);
    }

    [Theory]
    [InlineData(SceneSet.Pretraining, 1, 2)]
    [InlineData(SceneSet.FineGrained, 0, 1)]
    [InlineData(SceneSet.Pose, 0, 1)]
    [InlineData(SceneSet.Detection, 1, 17)]
    public void Check_CreaturesThatTheSetCannotLabel_AreAFault(SceneSet set, int least, int most)
    {
        var faults = RecipeValidation.Check(Sound with { Set = set, Scene = Sound.Scene with { Creatures = new(least, most) } });

        Assert.Equal("Scene.Creatures", Assert.Single(faults).Member);
    }

    [Theory]
    [InlineData(SceneSet.Tracking, 1)]
    [InlineData(SceneSet.Pose, 2)]
    public void Check_FramesThatDoNotSuitTheSet_AreAFault(SceneSet set, int frames) =>
        Assert.Equal("Frames", Assert.Single(RecipeValidation.Check(Sound with { Set = set, Frames = frames })).Member);

    [Theory]
    [InlineData(double.NaN, 50)]
    [InlineData(35, double.PositiveInfinity)]
    public void Check_FieldOfViewThatIsNoNumber_IsAFault(double least, double most) =>
        Assert.Equal("Scene.FieldOfView", Assert.Single(RecipeValidation.Check(Sound with { Scene = Sound.Scene with { FieldOfView = new(least, most) } })).Member);

    [Fact]
    public void Write_ThenRead_GivesTheSameText()
    {
        var text = CanonicalJson.Write(Sound);

        Assert.Equal(text, CanonicalJson.Write(CanonicalJson.Read<SceneWorldRecipe>(text)));
        Assert.Contains("\"creatures\":{\"max\":4,\"min\":1}", text);
        Assert.Contains("\"set\":\"Detection\"", text);
    }

    [Fact]
    public void Read_UnknownSetAndMissingMember_NamesBoth()
    {
        var json = JsonNode.Parse(CanonicalJson.Write(Sound))!.AsObject();
        json["set"] = "Detektion";
        json["scene"]!.AsObject().Remove("furniture");

        var fault = Assert.Throws<RecipeException>(() => CanonicalJson.Read<SceneWorldRecipe>(json));

        Assert.Contains("scene.furniture", fault.Message);
        Assert.Contains("Pretraining, FineGrained, Pose, Depth, Detection, Tracking", fault.Message);
    }
}
