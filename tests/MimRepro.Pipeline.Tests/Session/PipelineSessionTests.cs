using MimRepro.Results;

namespace MimRepro.Pipeline.Tests.Session;

public sealed class PipelineSessionTests : IDisposable
{
    private readonly FakeWorker worker = new();

    public void Dispose() => worker.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Session_FirstRun_RunsRecordsAndRaisesInOrder()
    {
        Step[] steps = [FakeWorker.Step("data", experiment: "A"), FakeWorker.Step("train", value: "7", input: "data", experiment: "B")];
        var seen = new List<string>();
        using PipelineSession session = worker.Session(steps);
        session.ExperimentEnded += result => seen.Add($"{result.Experiment} {worker.Recorded(session.RunId!).Steps.Count}");

        session.Start(["B"]);
        ExperimentResult result = session.Wait("B");
        session.Complete();

        Assert.True(result.Succeeded);
        Assert.Equal(["A 1", "B 2"], seen);
        RunRecord run = worker.Recorded(session.RunId!);
        Assert.Equal(["data", "train"], run.Steps.Select(step => step.Step.Name));
        Assert.All(run.Steps, step => Assert.Equal(StepOutcome.Ran, step.Outcome));
        Assert.Equal(new MetricRow("top1", 7, Layer: 1), Assert.Single(run.Steps[1].Metrics));
        Assert.NotNull(run.Run.Ended);
        Assert.Contains(worker.View.Messages, message => message is { Rate: 3.5, Unit: "files" });
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Store("tmp")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_EverythingCached_WritesNothing()
    {
        Step[] steps = [FakeWorker.Step("data"), FakeWorker.Step("train", input: "data")];
        worker.Run(steps);
        IReadOnlyList<string> before = worker.Snapshot();

        Outcome second = worker.Run(steps);

        Assert.True(second.AllCached);
        Assert.Null(second.RunId);
        Assert.All(second.Steps, step => Assert.Equal(StepOutcome.Cached, step.Outcome));
        Assert.All(second.Steps, step => Assert.True(Directory.Exists(step.Artifact)));
        Assert.Equal(before, worker.Snapshot());
        Assert.Equal(2, worker.Executions.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_ResultsDeleted_RecordsCachedStepsAgain()
    {
        worker.Run(FakeWorker.Step("data", value: "5"));
        File.Delete(worker.Store("results.db"));

        Outcome second = worker.Run(FakeWorker.Step("data", value: "5"));

        StepRecord step = Assert.Single(worker.Recorded(second.RunId!).Steps);
        Assert.Equal(StepOutcome.Cached, step.Outcome);
        Assert.Equal(5, Assert.Single(step.Metrics).Value);
        Assert.Single(worker.Executions);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_InputWritesSameBytes_StopsThere()
    {
        Step Data(string note) => FakeWorker.Step("data", "constant", extra: $",\"note\":\"{note}\"");
        Step train = FakeWorker.Step("train", input: "data");
        worker.Run(Data("one"), train);

        Outcome second = worker.Run(Data("two"), train);

        Assert.Equal(StepOutcome.Ran, second["data"]);
        Assert.Equal(StepOutcome.Cached, second["train"]);
        Assert.Equal(["data", "train", "data"], worker.Executions);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_StepsWithOneFingerprint_RunOnce()
    {
        Outcome outcome = worker.Run(FakeWorker.Step("one"), FakeWorker.Step("two"), FakeWorker.Step("three"));

        Assert.Single(worker.Executions);
        Assert.Equal([StepOutcome.Ran, StepOutcome.Cached, StepOutcome.Cached], outcome.Steps.Select(step => step.Outcome));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_StepsThatWriteTheSameBytesAtOnce_ShareTheArtifact()
    {
        worker.Settings = worker.Settings with { Slots = 8 };

        Outcome outcome = worker.Run([.. Enumerable.Range(0, 16).Select(i => FakeWorker.Step($"step{i}", "constant", value: $"{i}"))]);

        Assert.All(outcome.Steps, step => Assert.Equal(StepOutcome.Ran, step.Outcome));
        Assert.Single(outcome.Steps.Select(step => step.Artifact).Distinct());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_ChangedBack_IsAHit()
    {
        worker.Run(FakeWorker.Step("data", value: "1"));
        worker.Run(FakeWorker.Step("data", value: "2"));

        Outcome third = worker.Run(FakeWorker.Step("data", value: "1"));

        Assert.True(third.AllCached);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_DamagedArtifact_IsReportedMovedAsideAndRebuilt()
    {
        Step step = FakeWorker.Step("data");
        string artifact = worker.Run(step).Steps[0].Artifact!;
        string file = Path.Combine(artifact, "metrics.json");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "{}");

        Outcome second = worker.Run(step);

        Assert.Equal(StepOutcome.Ran, second["data"]);
        Assert.Equal(artifact, second.Steps[0].Artifact);
        Assert.Contains(worker.View.Notes, note => note.Contains("is damaged", StringComparison.Ordinal));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(worker.Store("damaged"), Path.GetFileName(artifact), "metrics.json")));
        Assert.True(worker.Run(step).AllCached);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_AfterAKilledBuild_SweepsItsLeftoversAndGoesOn()
    {
        Directory.CreateDirectory(worker.Store("tmp", "data-12345678-left"));
        File.WriteAllText(worker.Store("tmp", "data-12345678-left", "half"), "half");
        File.WriteAllText(worker.Store("lock"), $$"""{"process":999999,"host":"{{Environment.MachineName}}","started":"2020-01-02T03:04:05+00:00"}""");

        Outcome outcome = worker.Run(FakeWorker.Step("data"));

        Assert.Equal(StepOutcome.Ran, outcome["data"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Store("tmp")));
        Assert.Contains($"The last build of this store did not end by itself (process 999999 on {Environment.MachineName}, since 2020-01-02 03:04:05 UTC). What it had finished is kept.", worker.View.Notes);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_RecordCutShort_RunsTheStepAgain()
    {
        Step step = FakeWorker.Step("data");
        worker.Run(step);
        string record = Assert.Single(Directory.GetFiles(worker.Store("steps")));
        File.WriteAllText(record, File.ReadAllText(record)[..40]);

        Assert.Equal(StepOutcome.Ran, worker.Run(step)["data"]);
        Assert.True(worker.Run(step).AllCached);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_ListenerThrows_OnlyItsExperimentFails()
    {
        using PipelineSession session = worker.Session(FakeWorker.Step("a", experiment: "A"), FakeWorker.Step("b", experiment: "B"));
        session.ExperimentEnded += result => { if (result.Experiment == "A") throw new InvalidOperationException("no paper"); };

        session.Start(["A", "B"]);

        Assert.Throws<InvalidOperationException>(() => session.Wait("A"));
        Assert.True(session.Wait("B").Succeeded);
        session.Complete();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_Cancelled_KillsWorkersAndLeavesNothingHalf()
    {
        Step[] steps = [FakeWorker.Step("quick"), FakeWorker.Step("slow", "sleep", input: "quick"), FakeWorker.Step("after", input: "slow")];
        using PipelineSession session = worker.Session(steps);
        session.Start(["Work"]);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(Path.Combine(worker.Folder, "sleeping")), TimeSpan.FromSeconds(20)));

        session.Cancel();
        ExperimentResult result = session.Wait("Work");
        session.Complete();

        Assert.True(result.Cancelled);
        Assert.Throws<OperationCanceledException>(result.ThrowIfFailed);
        Assert.Equal([StepOutcome.Ran, StepOutcome.Skipped, StepOutcome.Blocked], result.Steps.Select(step => step.Outcome));
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Store("tmp")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Session_OneSlot_LongestPathStartsFirst()
    {
        worker.Settings = worker.Settings with { Slots = 1 };
        Step[] steps = [FakeWorker.Step("short", value: "2"), FakeWorker.Step("head"), FakeWorker.Step("tail", input: "head")];

        worker.Run(steps);

        Assert.Equal("head", worker.Executions[0]);
    }
}
