namespace MimRepro.Reporting.Views;

[Trait("Kind", "Unit")]
public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(-1.2345, "\u22121.235")]
    [InlineData(16.55, "16.55")]
    [InlineData(123.456, "123.5")]
    [InlineData(12345.6, "12\u202f346")]
    [InlineData(0.00001, "1.00e\u22125")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NaN, "–")]
    public void Number_Value_ReadsWell(double value, string expected) => Assert.Equal(expected, Format.Number(value));

    [Theory]
    [InlineData(4.25, "4.3\u00a0s")]
    [InlineData(59.9, "60\u00a0s")]
    [InlineData(65, "1\u00a0min 05\u00a0s")]
    [InlineData(3725, "1\u00a0h 02\u00a0min")]
    public void Duration_Seconds_ReadsWell(double seconds, string expected) => Assert.Equal(expected, Format.Duration(seconds));

    [Fact]
    public void UniformAttention_PaperGrid_Is116Point49Px() =>
        Assert.Equal(116.49, UniformAttention.Of(14, 16).DistanceInPixels, 2); // STYLE.md section 7, PAPER.md 2.1

    [Fact]
    public void Recipes_DifferingOnlyInSeed_ArePrintedOnce()
    {
        var groups = RecipeGroupView.Of(
        [
            new RecipeView("fine-tune", """{"Id":"a-seed0","Seed":0,"Model":{"Depth":6}}""", ["x0"]),
            new RecipeView("fine-tune", """{"id":"a-seed1","seed":1,"Model":{"Depth":6}}""".Replace("\"id\"", "\"Id\"").Replace("\"seed\"", "\"Seed\""), ["x1"]),
            new RecipeView("fine-tune", """{"Id":"b","Seed":0,"Model":{"Depth":7}}""", ["y"]),
        ]);

        var recipes = Assert.Single(groups).Recipes;
        Assert.Equal(2, recipes.Count);
        Assert.Equal(("a", "0, 1", "x0, x1"), (recipes[0].Name, recipes[0].Seeds, recipes[0].UsedBy));
        Assert.Equal([new RecipeMemberView("Model.Depth", "6")], recipes[0].Members);
    }
}
