using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of rendered sets.</summary>
internal static class SceneChecks
{
    private const int LargestSide = 1024, MostFrames = 1000, LongestStep = 100, MostCreatures = 16, MostFurniture = 64;
    private static readonly string[] Splits = ["test", "train"];

    public static void Check(this Faults faults, SceneWorldRecipe recipe)
    {
        faults.Require(Enum.IsDefined(recipe.Set), "Set", recipe.Set.ToString(), "one of " + string.Join(", ", Enum.GetNames<SceneSet>()));
        faults.Require(recipe.Families.Length > 0 && recipe.Families.Distinct().Count() == recipe.Families.Length && recipe.Families.All(Enum.IsDefined), "Families",
            string.Join(", ", recipe.Families), "one or more, none twice, of " + string.Join(", ", Enum.GetNames<BodyFamily>()));
        faults.Require(Splits.Contains(recipe.Split), "Split", recipe.Split, "one of " + string.Join(", ", NearestName.Sort(recipe.Split, Splits)));
        faults.NotNegative("Seed", recipe.Seed);
        faults.Require(recipe.ImageSize is >= 8 and <= LargestSide, "ImageSize", Text(recipe.ImageSize), $"8 to {LargestSide} pixels");
        faults.Positive("Images", recipe.Images);
        var clips = recipe.Set == SceneSet.Tracking;
        faults.Require(clips ? recipe.Frames is >= 2 and <= MostFrames : recipe.Frames == 1, "Frames", Text(recipe.Frames),
            clips ? $"2 to {MostFrames}: tracking takes clips" : $"1: only {nameof(SceneSet.Tracking)} takes clips");
        faults.Require(clips ? recipe.FrameStep is >= 1 and <= LongestStep : recipe.FrameStep == 1, "FrameStep", Text(recipe.FrameStep),
            clips ? $"1 to {LongestStep} tenths of a second" : $"1: only {nameof(SceneSet.Tracking)} takes clips");
        faults.Check(recipe.Scene, recipe.Set);
    }

    private static void Check(this Faults faults, SceneRecipe scene, SceneSet set)
    {
        faults.Require(Enum.IsDefined(scene.Backdrop), "Scene.Backdrop", scene.Backdrop.ToString(), "one of " + string.Join(", ", Enum.GetNames<SceneBackdrop>()));
        faults.Require(scene.FieldOfView.Min >= 10 && scene.FieldOfView.Min <= scene.FieldOfView.Max && scene.FieldOfView.Max <= 120, "Scene.FieldOfView",
            $"{Text(scene.FieldOfView.Min)} … {Text(scene.FieldOfView.Max)}", "10 ≤ Min ≤ Max ≤ 120 degrees");
        var (least, most) = set switch
        {
            SceneSet.Pretraining or SceneSet.FineGrained => (1, 1),
            SceneSet.Depth => (0, MostCreatures),
            _ => (1, MostCreatures),
        };
        faults.Check("Scene.Creatures", scene.Creatures, least, most);
        faults.Check("Scene.Furniture", scene.Furniture, 0, MostFurniture);
        faults.Interval("Scene.CreatureShare", scene.CreatureShare, 1);
        faults.Probability("Scene.OcclusionProbability", scene.OcclusionProbability);
    }

    private static void Check(this Faults faults, string member, WholeInterval value, int least, int most) =>
        faults.Require(value.Min >= least && value.Min <= value.Max && value.Max <= most, member, $"{value.Min} … {value.Max}", $"{least} ≤ Min ≤ Max ≤ {most}");
}
