namespace MimRepro.Reporting.Views;

[Trait("Kind", "Unit")]
public sealed class FigureGroupViewTests
{
    [Fact]
    public void Of_SamePictureOfAnotherSeed_IsFolded()
    {
        var run = SyntheticRun.Build();
        var drawn = run.Steps.First(x => x.Figures.Count > 0);
        var (first, second, other) = (With("mim", 0), With("mim", 1), With("supervised", 1));

        var groups = FigureGroupView.Of(run with { Steps = [first, second, other] });

        Assert.Equal([(false, "seed 0"), (true, "seed 1"), (false, "seed 1")], groups.Select(x => (x.Folded, x.Title.Split(", ")[^1])));

        MimRepro.Results.StepRecord With(string arm, int seed) => drawn with
        {
            Step = drawn.Step with { Name = $"draw-{arm}-seed{seed}", Tags = new Dictionary<string, string>(drawn.Step.Tags) { ["arm"] = arm, ["seed"] = $"{seed}" } },
        };
    }
}
