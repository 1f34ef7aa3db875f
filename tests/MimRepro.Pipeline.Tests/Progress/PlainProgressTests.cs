using MimRepro.Pipeline.Worker;
using MimRepro.Results;
using Spectre.Console.Testing;

namespace MimRepro.Pipeline.Tests.Progress;

public sealed class PlainProgressTests
{
    [Fact, Trait("Kind", "Snapshot")]
    public void PlainProgress_OfARun_IsReadable()
    {
        var output = new StringWriter { NewLine = "\n" };
        var clock = new SteppedClock();

        Play(new PlainProgress(output, clock), clock);

        Snapshots.Match(output.ToString(), "plain");
    }

    [Fact, Trait("Kind", "Unit")]
    public void LiveProgress_OfARun_ShowsEndsAndFailures()
    {
        var console = new TestConsole();

        Play(new LiveProgress(console), new SteppedClock());

        Assert.Contains("train-a: done in 1 min 05 s", console.Output, StringComparison.Ordinal);
        Assert.Contains("train-b: FAILED after 3.0 s", console.Output, StringComparison.Ordinal);
    }

    private static void Play(IProgressView view, SteppedClock clock)
    {
        view.Started(new Plan([new PlannedStep(FakeWorker.Step("train-a"), PlannedAction.Run, [], null, null, TimeSpan.FromMinutes(1))], 2, TimeSpan.FromMinutes(1)));
        view.StepStarted("train-a", TimeSpan.FromMinutes(1));
        view.StepStarted("train-b", TimeSpan.FromHours(2.5));
        view.StepProgressed("train-a", new WorkerMessage("progress", 1, 100));
        clock.Now += TimeSpan.FromSeconds(20);
        view.StepProgressed("train-a", new WorkerMessage("progress", 25, 100, 1.5, "files", "part 2"));
        view.StepProgressed("train-a", new WorkerMessage("progress", 26, 100, 1.5, "files", "part 2"));
        view.StepEnded("train-b", StepOutcome.Failed, TimeSpan.FromSeconds(3), "Step 'train-b' failed: a [bracket].\n  log: x");
        view.StepEnded("cached", StepOutcome.Cached, TimeSpan.Zero, null);
        view.StepEnded("child", StepOutcome.Blocked, TimeSpan.Zero, "it needs 'train-b'");
        view.StepEnded("train-a", StepOutcome.Ran, TimeSpan.FromSeconds(65), null);
        view.Ended();
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Now.Ticks;
    }
}
