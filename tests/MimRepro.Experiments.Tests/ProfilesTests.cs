using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Tests;

public class ProfilesTests
{
    public static TheoryData<string> Names => ["smoke", "small", "evening", "paper"];

    [Fact, Trait("Kind", "Unit")]
    public void All_Profiles_AreInOrderOfSize() =>
        Assert.Equal(["smoke", "small", "evening", "paper"], Profiles.All.Select(profile => profile.Name));

    [Fact, Trait("Kind", "Unit")]
    public void Find_DefaultName_IsSmall() => Assert.Same(Profiles.Small, Profiles.Find(Profiles.Default));

    [Fact, Trait("Kind", "Snapshot")]
    public void Find_UnknownName_NamesTheNearestFirst()
    {
        var fault = Assert.Throws<RecipeException>(() => Profiles.Find("smal"));

        Assert.Equal("There is no profile 'smal'.\n  known: small, smoke, paper, evening", fault.Message);
    }

    [Theory, Trait("Kind", "Snapshot"), MemberData(nameof(Names))]
    public void Steps_OfProfile_HaveTheseNamesInputsAndTags(string profile) =>
        Snapshots.Match(string.Join('\n', Profiles.Find(profile).Steps.Select(Describe)), $"graph-{profile}");

    [Theory, Trait("Kind", "Unit"), MemberData(nameof(Names))]
    public void Steps_OfProfile_StandBehindTheirInputs(string profile)
    {
        var seen = new HashSet<string>();
        foreach (var step in Profiles.Find(profile).Steps)
        {
            Assert.All(step.Inputs.Values, input => Assert.Contains(input, seen));
            Assert.True(seen.Add(step.Name), $"step {step.Name} is there twice");
        }
    }

    [Theory, Trait("Kind", "Unit"), MemberData(nameof(Names))]
    public void Steps_OfProfile_BelongToAKnownKindAndExperiment(string profile) =>
        Assert.All(Profiles.Find(profile).Steps, step =>
        {
            Assert.Contains(step.Kind, StepKinds.All);
            Assert.Contains(step.Experiment, Graphs.ExperimentNames.All);
            Assert.True(step.Estimate > TimeSpan.Zero);
        });

    // Two slots: what a profile estimates for itself has to fit its budget.
    [Theory, Trait("Kind", "Unit")]
    [InlineData("smoke")]
    [InlineData("small")]
    [InlineData("evening")]
    public void Estimates_OnTwoSlots_FitTheBudget(string name)
    {
        var profile = Profiles.Find(name);

        var total = TimeSpan.FromTicks(profile.Steps.Sum(step => step.Estimate.Ticks));

        Assert.True(total / 2 < profile.Budget, $"{total / 2} of work for each of 2 slots, budget {profile.Budget}");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Estimates_OfThePaperProfile_FitItsBudgetOneAfterTheOther() =>
        Assert.True(TimeSpan.FromTicks(Profiles.Paper.Steps.Sum(step => step.Estimate.Ticks)) < Profiles.Paper.Budget);

    [Fact, Trait("Kind", "Snapshot")]
    public void Plan_OfThePaperProfile_IsThis()
    {
        var steps = Profiles.Paper.Steps;
        var plan = new Plan([.. steps.Select(step => new PlannedStep(step, PlannedAction.Run, [], null, null, step.Estimate))], 1, TimeSpan.FromTicks(steps.Sum(step => step.Estimate.Ticks)));

        Snapshots.Match($"{PlanText.Render(plan)}\n{Profiles.Paper.PlanNote}\n", "plan-paper");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Steps_OfThePaperProfile_AllSayWhatTheyCostButThoseThatPrepareData() =>
        Assert.All(Profiles.Paper.Steps, step =>
            Assert.Equal(step.Kind == StepKinds.PrepareData ? [] : ["parameters", "GFLOPs", "memory", "fits"], step.Columns.Select(column => column.Heading)));

    [Theory, Trait("Kind", "Unit")]
    [InlineData("smoke")]
    [InlineData("small")]
    [InlineData("evening")]
    public void Plans_OfOtherProfiles_HaveNoFurtherColumns(string name) =>
        Assert.All(Profiles.Find(name).Steps, step => Assert.Empty(step.Columns));

    // Claims C9 to C14, C16 and C17 with their rows in PAPER.md 3.1; C9's sets in 5.2.
    [Theory, Trait("Kind", "Unit")]
    [InlineData("fine-tuning", "b", 18, "mim", "supervised")]
    [InlineData("pose", "b", 2, "mim", "supervised", "supervised-22k")]
    [InlineData("pose", "l", 2, "mim", "supervised-22k")]
    [InlineData("depth", "b", 2, "mim", "supervised", "supervised-22k")]
    [InlineData("depth", "l", 2, "mim", "supervised-22k")]
    [InlineData("tracking", "b", 3, "mim", "supervised", "supervised-22k")]
    [InlineData("tracking", "l", 3, "mim", "supervised-22k")]
    [InlineData("detection", "b", 1, "mim", "supervised")]
    public void Steps_OfThePaperProfile_HaveEveryRowOfTheTables(string task, string size, int datasets, params string[] arms)
    {
        var rows = Profiles.Paper.Steps.Where(step => step.Tags.TryGetValue("task", out var of) && of == task && step.Tags["backbone"] == "swinv2" && step.Tags["size"] == size)
            .Where(step => step.Tags["dataset"] != "imagenet-1k") // where the supervised arm is its own pre-training
            .ToLookup(step => step.Tags["dataset"], step => step.Tags["arm"]);

        Assert.Equal(datasets, rows.Count);
        Assert.All(rows, row => Assert.Equal(arms.Order(), row.Order()));
    }

    // Swin V2 scales position biases by the window they were learned with.
    [Fact, Trait("Kind", "Unit")]
    public void Steps_OfThePaperProfile_BeginWithTheWindowsOfTheirPretraining() =>
        Assert.All(Profiles.Paper.Steps.Where(step => step.Tags.TryGetValue("backbone", out var family) && family == "swinv2" && step.Tags["task"] is not ("pretraining" or "attention")), step =>
        {
            var pretraining = Profiles.Paper.Steps.Single(other => other.Name == step.Inputs["backbone"]);
            var model = Model(pretraining);
            var sides = Enumerable.Range(0, 4).Select(stage => model.ImageSize / model.PatchSize >> stage);

            Assert.Equal(sides.Zip(model.WindowSizes, Math.Min), Model(step).PretrainedWindowSizes);
            Assert.Equal((model.EmbedDim, model.Depths.Sum()), (Model(step).EmbedDim, Model(step).Depths.Sum()));
        });

    private static SwinTransformerV2Recipe Model(Step step) =>
        (SwinTransformerV2Recipe)CanonicalJson.Read<BackboneRecipe>(System.Text.Json.Nodes.JsonNode.Parse(step.RecipeJson)!["model"]!.ToJsonString());

    private static string Describe(Step step) =>
        $"{step.Name}\n  {step.Experiment}: {step.Kind.Name}, recipe {Recipe(step)}\n  inputs: {Join(step.Inputs)}\n  tags:   {Join(step.Tags)}";

    private static string Recipe(Step step) => System.Text.Json.Nodes.JsonNode.Parse(step.RecipeJson)!["id"]!.GetValue<string>();

    private static string Join(IReadOnlyDictionary<string, string> pairs) =>
        string.Join(", ", pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}
