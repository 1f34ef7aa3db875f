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

    private static string Describe(Step step) =>
        $"{step.Name}\n  {step.Experiment}: {step.Kind.Name}, recipe {Recipe(step)}\n  inputs: {Join(step.Inputs)}\n  tags:   {Join(step.Tags)}";

    private static string Recipe(Step step) => System.Text.Json.Nodes.JsonNode.Parse(step.RecipeJson)!["id"]!.GetValue<string>();

    private static string Join(IReadOnlyDictionary<string, string> pairs) =>
        string.Join(", ", pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}
