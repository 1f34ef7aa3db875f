using System.Text.RegularExpressions;
using MimRepro.Results;

namespace MimRepro.Pipeline.Tests.Session;

public sealed class StoreAccessTests : IDisposable
{
    private readonly FakeWorker worker = new();

    public void Dispose() => worker.Dispose();

    [Fact, Trait("Kind", "Snapshot")]
    public void Store_ThatCannotBeWritten_IsTheUsersMistake()
    {
        // Not even root makes folders below /proc; a file mode would not stop root.
        worker.Settings = worker.Settings with { Store = "/proc/mimrepro-runs" };

        var fault = Assert.Throws<PipelineInputException>(() => worker.Run(FakeWorker.Step("data")));

        Snapshots.Match(worker.Clean(fault.Message), "read-only");
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Fault_FullDisk_IsAFailureThatSaysWhatIsKept()
    {
        IOException full = Assert.ThrowsAny<IOException>(() =>
        {
            using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            device.Write([1]);
        });

        Exception explained = StoreFault.Explain(full, "runs");

        Assert.IsType<StoreException>(explained);
        Snapshots.Match(explained.Message, "full");
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Store_InUseAndNotToWait_SaysWhoHasIt()
    {
        using PipelineSession first = worker.Session(FakeWorker.Step("slow", "sleep"));
        first.Start(["Work"]);
        worker.Settings = worker.Settings with { WaitForStore = false };

        var fault = Assert.Throws<PipelineInputException>(() => worker.Run(FakeWorker.Step("data")));

        string owner = $"process {Environment.ProcessId} on {Environment.MachineName}";
        Assert.Contains(owner, fault.Message, StringComparison.Ordinal);
        Snapshots.Match(Regex.Replace(worker.Clean(fault.Message), "owner: .*", "owner: <owner>"), "in-use");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Store_TwoSessionsAtOnce_SecondWaitsAndFindsTheWorkDone()
    {
        Step[] steps = [.. Enumerable.Range(0, 6).Select(i => FakeWorker.Step($"step{i}", value: $"{i}"))];

        Outcome[] outcomes = [.. new[] { 0, 1 }.AsParallel().WithDegreeOfParallelism(2).Select(_ => worker.Run(steps))];

        Assert.Equal(6, worker.Executions.Count);
        Assert.All(outcomes.SelectMany(outcome => outcome.Steps), step => Assert.True(step.Outcome is StepOutcome.Ran or StepOutcome.Cached));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Plan_OfAStoreThatIsNotThere_MakesNoFolder()
    {
        worker.Plan(FakeWorker.Step("data"));

        Assert.False(Directory.Exists(worker.Store()));
    }
}
