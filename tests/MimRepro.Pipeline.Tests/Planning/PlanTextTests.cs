namespace MimRepro.Pipeline.Tests.Planning;

public sealed class PlanTextTests : IDisposable
{
    private readonly FakeWorker worker = new();

    public void Dispose() => worker.Dispose();

    [Fact, Trait("Kind", "Snapshot")]
    public void Plan_BeforeAnythingRan_ListsAllAsNew() =>
        Match("new", FakeWorker.Step("data"), FakeWorker.Step("train", input: "data"));

    [Fact, Trait("Kind", "Snapshot")]
    public void Plan_AfterARun_IsAllHits()
    {
        worker.Run(FakeWorker.Step("data"), FakeWorker.Step("train", input: "data"));

        Match("cached", FakeWorker.Step("data"), FakeWorker.Step("train", input: "data"));
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Plan_RecipeChanged_NamesTheMemberAndWhatDepends()
    {
        worker.Run(FakeWorker.Step("data"), FakeWorker.Step("train", input: "data"), FakeWorker.Step("aside", value: "3"));

        Match("recipe", FakeWorker.Step("data", value: "2", extra: ",\"more\":{\"rate\":0.1}"),
            FakeWorker.Step("train", input: "data"), FakeWorker.Step("fresh", input: "train"), FakeWorker.Step("aside", value: "3"));
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Plan_CodeAndEnvironmentChanged_NamesBoth()
    {
        worker.Run(FakeWorker.Step("data"));
        worker.WriteCode("second version");
        worker.Settings = worker.Settings with { Threads = 2, NumericPackages = [] };

        Match("code", FakeWorker.Step("data"));
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Plan_ArtifactLost_SaysSo()
    {
        string artifact = worker.Run(FakeWorker.Step("data")).Steps[0].Artifact!;
        Directory.Delete(artifact, recursive: true);

        Match("lost", FakeWorker.Step("data"));
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Plan_StepsThatBringColumns_ShowsThemBesideTheEstimate() =>
        Match("columns", FakeWorker.Step("data"),
            FakeWorker.Step("train", input: "data") with { Columns = [new("size", "12.5 M"), new("memory", "7 GB")] },
            FakeWorker.Step("measure", input: "train") with { Columns = [new("memory", "1 GB"), new("share", "1 of 2")] });

    [Fact, Trait("Kind", "Unit")]
    public void Plan_ColumnsChanged_ChangeNoFingerprint()
    {
        worker.Run(FakeWorker.Step("data"));

        Assert.True(worker.Plan(FakeWorker.Step("data") with { Columns = [new("size", "1")] }).AllCached);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Plan_InputChangedBehindItsBack_NamesTheInput()
    {
        worker.Run(FakeWorker.Step("data"), FakeWorker.Step("train", input: "data"));
        worker.Run(FakeWorker.Step("data", value: "2"));

        Plan plan = worker.Plan(FakeWorker.Step("data", value: "2"), FakeWorker.Step("train", input: "data"));

        RerunReason reason = Assert.Single(plan.Steps[1].Reasons);
        Assert.Equal(RerunCause.InputChanged, reason.Cause);
        Assert.StartsWith("input data: ", reason.Text, StringComparison.Ordinal);
    }

    private void Match(string name, params Step[] steps)
    {
        string text = System.Text.RegularExpressions.Regex.Replace(PlanText.Render(worker.Plan(steps)), "[0-9a-f]{8}(?= →)|(?<=→ )[0-9a-f]{8}", "<hash>");
        // Recorded durations are this machine's.
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\b[0-9]\.[0-9] s", "x.x s");
        Snapshots.Match(System.Text.RegularExpressions.Regex.Replace(text, @"about \S+ s on", "about <time> on"), name);
    }
}
