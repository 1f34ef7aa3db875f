using MimRepro.Results;

namespace MimRepro.Pipeline.Tests.Session;

public sealed class FailureTests : IDisposable
{
    private readonly FakeWorker worker = new();

    public void Dispose() => worker.Dispose();

    [Theory, Trait("Kind", "Snapshot")]
    [InlineData("fault")]
    [InlineData("user")]
    [InlineData("killed")]
    [InlineData("crash")]
    [InlineData("silent")]
    [InlineData("nothing")]
    [InlineData("bad")]
    [InlineData("unknown")]
    [InlineData("linked")]
    public void Step_ThatFails_SaysWhatWhereAndWhatToDo(string behaviour)
    {
        Outcome outcome = worker.Run(FakeWorker.Step("train-a", behaviour));

        Assert.Equal(StepOutcome.Failed, outcome["train-a"]);
        var error = Assert.IsType<StepFailedException>(outcome.Error("train-a"));
        Assert.Equal(behaviour == "user", error.IsUserInput);
        Assert.Equal(error.Message, Assert.Single(worker.Recorded(outcome.RunId!).Steps).Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Store("tmp")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Store("artifacts")));
        Snapshots.Match(worker.Clean(error.Message), behaviour);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_KilledOnce_IsTriedAgain()
    {
        Outcome outcome = worker.Run(FakeWorker.Step("train", "killed-once"));

        Assert.Equal(StepOutcome.Ran, outcome["train"]);
        Assert.Equal(2, worker.Executions.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_GoesOnFromAnEarlierAttempt_DurationCountsBoth()
    {
        Step step = FakeWorker.Step("train", "resumed");
        worker.Run(step);

        Assert.InRange(worker.Plan(step).Steps[0].Record!.DurationInSeconds, 1234.5, 1334.5);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_ThatFails_IsNotTriedAgain()
    {
        worker.Run(FakeWorker.Step("train", "fault"));

        Assert.Single(worker.Executions);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_ThatPrintsGarbage_Succeeds()
    {
        Outcome outcome = worker.Run(FakeWorker.Step("train", "garbage"));

        Assert.Equal(StepOutcome.Ran, outcome["train"]);
    }

    [Fact, Trait("Kind", "Unit")]
    public void FailedStep_BlocksOnlyWhatNeedsIt()
    {
        Outcome outcome = worker.Run(
            FakeWorker.Step("bad", "fault"), FakeWorker.Step("child", input: "bad"), FakeWorker.Step("grandchild", input: "child"),
            FakeWorker.Step("good"), FakeWorker.Step("reader", input: "good"));

        Assert.Equal([StepOutcome.Failed, StepOutcome.Blocked, StepOutcome.Blocked, StepOutcome.Ran, StepOutcome.Ran],
            new[] { "bad", "child", "grandchild", "good", "reader" }.Select(step => outcome[step]));
        Assert.Equal("Step 'grandchild' did not run: it needs 'child', which failed or did not run.", outcome.Error("grandchild").Message);
        var thrown = Assert.Throws<StepFailedException>(outcome.Experiments[0].ThrowIfFailed);
        Assert.Equal("bad", thrown.Step);
    }

    [Fact, Trait("Kind", "Unit")]
    public void FailedStep_WithoutKeepGoing_StartsNothingMore()
    {
        worker.Settings = worker.Settings with { KeepGoing = false, Slots = 1 };
        Step long1 = FakeWorker.Step("first", "fault") with { Estimate = TimeSpan.FromHours(1) };

        Outcome outcome = worker.Run(long1, FakeWorker.Step("second"));

        Assert.Equal(StepOutcome.Skipped, outcome["second"]);
        Assert.Equal(["first"], worker.Executions);
    }

    [Fact, Trait("Kind", "Unit")]
    public void FailedStep_IsRunAgainByTheNextBuild()
    {
        worker.Run(FakeWorker.Step("train", "fault"));

        worker.Run(FakeWorker.Step("train", "fault"));

        Assert.Equal(2, worker.Executions.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Worker_GetsThreadsAndPassiveWaiting()
    {
        worker.Run(FakeWorker.Step("train", "environment"));

        string[] environment = File.ReadAllLines(Path.Combine(worker.Folder, "environment"));
        Assert.Contains("OMP_NUM_THREADS=1", environment);
        Assert.Contains("OMP_WAIT_POLICY=passive", environment);
        Assert.Contains("GLIBC_TUNABLES=glibc.malloc.hugetlb=1", environment);
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Worker_NotBuilt_SaysSo()
    {
        File.Delete(Path.Combine(worker.Folder, "Code.dll"));

        var fault = Assert.Throws<PipelineInputException>(() => worker.Plan(FakeWorker.Step("train")));

        Snapshots.Match(worker.Clean(fault.Message), "not-built");
    }
}
