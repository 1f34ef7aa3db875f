using MimRepro.Results;

namespace MimRepro.Reporting.Files;

[Trait("Kind", "Unit")]
public sealed class MetricsCsvTests
{
    private static string Csv(RunRecord run)
    {
        var writer = new StringWriter();
        MetricsCsv.Write(run, writer);
        return writer.ToString();
    }

    [Fact]
    public void Csv_HandMadeRun_IsThisText()
    {
        var run = SyntheticRun.Build();
        var step = run.Steps[1].Step with { Name = "a,\"b\"" };
        var record = run.Steps[1] with { Step = step, Metrics = [new("top1", 0.1), new("attention_distance", 1.0 / 3, 2.5, 1, 3), new("cka", 1e-7, null, 0, OtherLayer: 6), new("unknown", -2)] };

        Assert.Equal(
            "step,arm,backbone,dataset,seed,metric,unit,epoch,layer,head,other_layer,value\n"
            + "\"a,\"\"b\"\"\",mim,,,0,top1,%,,,,,0.1\n"
            + "\"a,\"\"b\"\"\",mim,,,0,attention_distance,px,2.5,1,3,,0.3333333333333333\n"
            + "\"a,\"\"b\"\"\",mim,,,0,cka,,,0,,6,1E-07\n"
            + "\"a,\"\"b\"\"\",mim,,,0,unknown,,,,,,-2\n", Csv(run with { Steps = [record] }));
    }

    [Fact]
    public void Csv_OtherDurationsOutcomesAndTimes_IsTheSame()
    {
        var run = SyntheticRun.Build();
        var later = run with
        {
            Run = run.Run with { Id = "other", Started = run.Run.Started.AddDays(1) },
            Steps = [.. run.Steps.Select(x => x with { Outcome = StepOutcome.Cached, Step = x.Step with { DurationInSeconds = 1e4 } })],
        };

        Assert.Equal(Csv(run), Csv(later));
    }
}
