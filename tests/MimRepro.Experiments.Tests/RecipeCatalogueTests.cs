using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MimRepro.Experiments.FashionMnist;
using MimRepro.Experiments.Graphs;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Tests;

/// <summary>What holds for all recipes of all profiles.</summary>
public partial class RecipeCatalogueTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static IEnumerable<Step> AllSteps => Profiles.All.SelectMany(profile => profile.Steps);

    public static TheoryData<string> Ids => [.. AllSteps.Select(step => Id(step.RecipeJson)).Distinct()];

    [Fact, Trait("Kind", "Unit")]
    public void Recipes_OfAllProfiles_AreSound() => GraphValidation.ThrowIfFaulty(AllSteps);

    [Fact, Trait("Kind", "Unit")]
    public void Recipe_ThatIsFaulty_IsNamedByItsStep()
    {
        var step = Profiles.Smoke.Steps[1];
        var faulty = CanonicalJson.Read<SimMimRecipe>(step.RecipeJson) with { BatchSize = 0 };

        var fault = Assert.Throws<RecipeException>(() => GraphValidation.ThrowIfFaulty([step with { RecipeJson = CanonicalJson.Write(faulty) }]));

        Assert.Contains("step pretrain-mim-seed0 (recipe simmim-vit-fmnist-smoke)\n    BatchSize\n      got:      0", fault.Message);
    }

    // One line a recipe is what is hashed; spread out it can be reviewed.
    [Theory, Trait("Kind", "Snapshot"), MemberData(nameof(Ids))]
    public void Recipe_InCanonicalJson_IsThis(string id)
    {
        var json = AllSteps.Select(step => step.RecipeJson).First(json => Id(json) == id);

        Snapshots.Match(LabelsFromZero().Replace(JsonNode.Parse(json)!.ToJsonString(Indented), labels => labels.Groups[1].Captures is { Count: > ShownLabels } all
            && all.Select(label => label.Value).SequenceEqual(Enumerable.Range(0, all.Count).Select(label => $"{label}")) ? $"[0, …, {all.Count - 1}]" : labels.Value), id);
    }

    [Fact, Trait("Kind", "Unit")]
    public void RecipeIds_AcrossProfiles_AreNeverReused()
    {
        var values = AllSteps.GroupBy(step => Id(step.RecipeJson), step => (step.Kind.Name, Without(step.RecipeJson, "seed")));

        Assert.All(values, id => Assert.Single(id.Distinct()));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("smoke")]
    [InlineData("small")]
    [InlineData("evening")]
    public void Arms_OfAProfile_DifferInNothingButTheTask(string profile)
    {
        var steps = Profiles.Find(profile).Steps.ToDictionary(step => step.Name);
        string[] differ = ["id", "source", "deviations", "mask", "targetWindow", "labelSmoothing", "augmentation"];

        Assert.Equal(Without(steps["pretrain-mim-seed0"].RecipeJson, differ), Without(steps["pretrain-supervised-seed0"].RecipeJson, differ));
        Assert.Null(CanonicalJson.Read<SupervisedRecipe>(steps["pretrain-supervised-seed0"].RecipeJson).Augmentation); // which SimMIM's recipe cannot have
        Assert.Equal(steps["finetune-mim-seed0"].RecipeJson, steps["finetune-supervised-seed0"].RecipeJson);
    }

    [Fact, Trait("Kind", "Unit")]
    public void FineGrainedClasses_AreNotSeenInPretraining()
    {
        Assert.Empty(FashionMnistData.FineGrained.Classes.Intersect(FashionMnistData.Pretraining.Classes));
        Assert.Equal(FashionMnistData.FineGrained.Classes, FashionMnistData.FineGrainedHeldOut.Classes);
        Assert.Equal(FashionMnistData.Pretraining.Classes, FashionMnistData.PretrainingHeldOut.Classes);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Checkpoints_OfPretraining_EndWithTheLastEpoch() =>
        Assert.All(AllSteps.Where(step => step.Kind == StepKinds.PretrainSimMim), step =>
        {
            var recipe = CanonicalJson.Read<SimMimRecipe>(step.RecipeJson);
            Assert.Equal(recipe.Schedule.Epochs, recipe.CheckpointEpochs[^1]);
        });

    private const int ShownLabels = 60;

    [GeneratedRegex(@"\[\s*(?:(\d+)(?:,\s*)?)+\s*\]")]
    private static partial Regex LabelsFromZero();

    private static string Id(string json) => JsonNode.Parse(json)!["id"]!.GetValue<string>();

    private static string Without(string json, params string[] members)
    {
        var recipe = JsonNode.Parse(json)!.AsObject();
        foreach (var member in members)
            recipe.Remove(member);
        return CanonicalJson.Normalize(recipe);
    }
}
