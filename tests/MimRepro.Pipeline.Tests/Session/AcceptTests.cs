using MimRepro.Results;

namespace MimRepro.Pipeline.Tests.Session;

public sealed class AcceptTests : IDisposable
{
    private static readonly Step Data = FakeWorker.Step("data"), Train = FakeWorker.Step("train", value: "3", input: "data");
    private readonly FakeWorker worker = new();

    public void Dispose() => worker.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Accept_ChangedStep_IsAHitThatSaysSoUntilItReallyRuns()
    {
        string before = worker.Run(Data, Train).Steps[0].Artifact!;
        string oldKey = worker.Plan(Data, Train).Steps[0].Fingerprint!.Key;
        worker.WriteCode("refactored");

        ActionRecord record = Accept("data", "  only renamed ");
        Accept("train", "only renamed");

        Assert.Equal(new Acceptance(oldKey, "only renamed", record.Accepted!.At), record.Accepted);
        Plan plan = worker.Plan(Data, Train);
        Assert.True(plan.AllCached);
        Assert.Contains($"accepted as equivalent to {oldKey[..8]} on ", PlanText.Render(plan), StringComparison.Ordinal);
        Assert.Contains(": only renamed\n", PlanText.Render(plan), StringComparison.Ordinal);
        Assert.StartsWith($"data is cached: accepted as equivalent to {oldKey[..8]} on ", WhyText.Render(plan.Steps[0]), StringComparison.Ordinal);

        Outcome second = worker.Run(Data, Train);
        Assert.Equal(2, worker.Executions.Count);
        Assert.Equal(before, second.Steps[0].Artifact);
        StepRecord recorded = worker.Recorded(second.RunId!).Steps[0];
        Assert.Equal(StepOutcome.Cached, recorded.Outcome);
        Assert.Equal(new AcceptedRow(oldKey, "only renamed", record.Accepted.At), recorded.Step.Accepted);
        Assert.Equal(1, Assert.Single(recorded.Metrics).Value);
        Assert.True(worker.Run(Data, Train).AllCached);
        Assert.Null(worker.Run(Data, Train).RunId);

        worker.WriteCode("changed");
        Outcome third = worker.Run(Data, Train);
        Assert.Equal(StepOutcome.Ran, third["data"]);
        Assert.All(worker.Recorded(third.RunId!).Steps, step => Assert.Null(step.Step.Accepted));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Accept_OnTopOfAnAcceptedResult_NamesTheKeyThatRan()
    {
        worker.Run(Data);
        string oldKey = worker.Plan(Data).Steps[0].Fingerprint!.Key;
        worker.WriteCode("two");
        Accept("data", "first");
        worker.WriteCode("three");

        Assert.Equal(oldKey, Accept("data", "second").Accepted!.Key);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Accept_StepThatAnotherProfileRanLater_TakesThisProfilesResult()
    {
        Step Smoke(string value) => FakeWorker.Step("data", value: value, extra: ",\"size\":1");
        PipelineSettings settings = worker.Settings;
        string mine = worker.Run(Data).Steps[0].Artifact!;
        worker.Settings = settings with { Profile = "smoke" };
        worker.Run(Smoke("9"));
        worker.Settings = settings;
        worker.WriteCode("two");

        ActionRecord record = Accept("data", "same");

        Assert.Equal(Path.GetFileName(mine), record.Artifact);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Accept_ArtifactLostLater_RunsAndForgetsIt()
    {
        string artifact = worker.Run(Data).Steps[0].Artifact!;
        worker.WriteCode("two");
        Accept("data", "same");
        Directory.Delete(artifact, recursive: true);

        Outcome second = worker.Run(Data);

        Assert.Equal(StepOutcome.Ran, second["data"]);
        Assert.Null(worker.Plan(Data).Steps[0].Record!.Accepted);
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Accept_WhereItMakesNoSense_SaysWhy()
    {
        string artifact = worker.Run(Data, Train).Steps[1].Artifact!;
        var refusals = new List<string> { Refusal("data", "x"), Refusal("dtaa", "x"), Refusal("data", " "), Refusal("data", new string('x', 501)), Refusal("data", "two\nlines") };
        Directory.Delete(artifact, recursive: true);
        refusals.Add(Refusal("train", "lost"));
        worker.WriteCode("two");
        refusals.Add(Refusal("train", "its input runs"));
        refusals.Add(Refusal("fresh", "never ran"));

        Snapshots.Match(worker.Clean(string.Join("\n\n", refusals)), "refused");
    }

    private string Refusal(string step, string reason) => Assert.Throws<PipelineInputException>(() => Accept(step, reason)).Message;

    private ActionRecord Accept(string step, string reason)
    {
        using PipelineSession session = worker.Session(Data, Train, FakeWorker.Step("fresh", value: "8"));
        return session.Accept(step, reason);
    }
}
