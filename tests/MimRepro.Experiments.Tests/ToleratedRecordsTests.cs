using System.Text.Json.Nodes;
using MimRepro.Pipeline;

namespace MimRepro.Experiments.Tests;

[Trait("Kind", "Unit")]
public class ToleratedRecordsTests
{
    [Fact]
    public void Tolerating_StepsThatReadTheUsersData_HaveTheNumberInTheirRecipes()
    {
        var before = Profiles.Paper.Steps.Single(step => step.Name == "finetune-mim-vit-b-imagenet-1k-seed0");

        var after = Profiles.Paper.Tolerating(7).Steps.Single(step => step.Name == before.Name);

        Assert.Equal((0, 7), (Tolerated(before, "data"), Tolerated(after, "data")));
        Assert.Equal(7, Tolerated(after, "evaluation"));
        Assert.Equal(before.RecipeJson, after.RecipeJson.Replace("\"toleratedBadRecords\":7", "\"toleratedBadRecords\":0"));
    }

    [Fact]
    public void Tolerating_StepsOnOtherData_StayAsTheyAre() => Assert.Equal(
        Profiles.Small.Steps.Select(step => step.RecipeJson), Profiles.Small.Tolerating(7).Steps.Select(step => step.RecipeJson));

    [Fact]
    public void Tolerating_None_IsTheProfileItself() => Assert.Same(Profiles.Paper, Profiles.Paper.Tolerating(0));

    [Fact]
    public void Tolerating_LessThanNone_IsRefused() =>
        Assert.Contains("--tolerate-bad-records", Assert.Throws<PipelineInputException>(() => Profiles.Paper.Tolerating(-1)).Message);

    private static int Tolerated(Step step, string member) => JsonNode.Parse(step.RecipeJson)![member]!["pictures"]!["toleratedBadRecords"]!.GetValue<int>();
}
