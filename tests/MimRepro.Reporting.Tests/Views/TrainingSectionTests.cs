using MimRepro.Results;

namespace MimRepro.Reporting.Views;

[Trait("Kind", "Unit")]
public sealed class TrainingSectionTests
{
    [Fact]
    public void DetectorTerms_OfEachSeed_AreSummed()
    {
        var run = SyntheticRun.Build();
        SeriesRow Term(string name, double first, double last) => new(name, "epoch", [1, 2], [first, last]);
        var step = run.Steps[0] with
        {
            Step = run.Steps[0].Step with { Kind = "train-detection", Tags = new Dictionary<string, string> { ["arm"] = "mim", ["seed"] = "4" } },
            Series = [Term("rpn-box", 0.5, 0.25), Term("roi-box", 0.25, 0.125), Term("rpn-cls", 1, 0.5), Term("roi-cls", 2, 1.5)],
        };

        var group = TrainingSection.DetectorTerms(run with { Steps = [step] })!;

        Assert.Equal([["localisation", "SimMIM", "4", "0.75", "0.375"], ["classification", "SimMIM", "4", "3", "2"]], group.Table!.Rows.Select(row => row.Select(Plain)));
        Assert.Equal(2, group.Charts.Count);
        Assert.Null(TrainingSection.DetectorTerms(run));

        // 0.7500 is 0.75 to a reader.
        static string Plain(string cell) => double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : cell;
    }
}
