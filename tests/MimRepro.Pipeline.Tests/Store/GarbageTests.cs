using MimRepro.Results;

namespace MimRepro.Pipeline.Tests.Store;

public sealed class GarbageTests : IDisposable
{
    private readonly FakeWorker worker = new();

    public void Dispose() => worker.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Gc_KeepsPlansAndTheLastResultsOfEveryProfile()
    {
        string old = Run("1"), smoke = Run("2", "smoke"), last = Run("3"), planned = Run("4", "elsewhere");
        Run("5", "elsewhere");

        Garbage garbage = Free(Plans("4"));

        Assert.Equal([Path.GetFileName(old)], Freed(garbage));
        Assert.False(Directory.Exists(old));
        Assert.All(new[] { smoke, last, planned }, artifact => Assert.True(Directory.Exists(artifact)));
        Assert.Equal(4, garbage.KeptArtifacts);
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Store("tmp")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_WithinTheWindow_FreesNothing()
    {
        Run("1");
        Run("2");

        Assert.Empty(Free([], keepDays: 1).Items);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_DryRun_ChangesNothing()
    {
        Run("1");
        Run("2");
        IReadOnlyList<string> before = worker.Snapshot();

        Garbage garbage = new StoreMaintenance(worker.Settings, worker.View).FindGarbage([], keepDays: 0);

        Assert.True(garbage.Bytes > 0);
        Assert.Equal(before, worker.Snapshot());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_FreedArtifact_IsRebuiltWhenWantedAgain()
    {
        string old = Run("1");
        Run("2");
        Free([]);

        Outcome again = worker.Run(FakeWorker.Step("data", value: "1"));

        Assert.Equal(StepOutcome.Ran, again["data"]);
        Assert.Equal(old, again.Steps[0].Artifact);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_AcceptedResult_StaysWhileAPlanRefersToIt()
    {
        string artifact = Run("1");
        worker.WriteCode("two");
        using (PipelineSession session = worker.Session(FakeWorker.Step("data"))) session.Accept("data", "same");
        Run("9"); // the last result of the profile is another one now

        Free(Plans("1"));
        Assert.True(Directory.Exists(artifact));
        Assert.Equal("same", worker.Plan(FakeWorker.Step("data")).Steps[0].Record!.Accepted!.Reason);

        Assert.Equal([Path.GetFileName(artifact)], Freed(Free([])));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_CodeOfFreedResults_GoesWithThem()
    {
        Run("1");
        worker.WriteCode("second version");
        Run("2");
        string[] before = CodeKept();

        Garbage garbage = Free([]);

        Assert.Equal(2, before.Length);
        Assert.Single(garbage.Items, item => item.Kind == GarbageKind.Code);
        Assert.Single(CodeKept());
        Assert.Equal([worker.Store("code", Path.GetFileName(CodeKept()[0]))], CodeKept());
        Assert.Equal(PlannedAction.Cached, worker.Plan(FakeWorker.Step("data", value: "2")).Steps[0].Action);
        worker.WriteCode("third version");
        Assert.Contains("Code.cs:3", worker.Plan(FakeWorker.Step("data", value: "2")).Steps[0].Reasons.Select(reason => reason.Text).Aggregate(string.Concat), StringComparison.Ordinal);

        string[] CodeKept() => Directory.GetFiles(worker.Store("code"));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_LogsAndDamage_AreFreedWhenNothingRefersToThem()
    {
        Run("1");
        string kept = Run("2");
        Directory.CreateDirectory(worker.Store("damaged", new string('a', 64)));
        File.WriteAllText(worker.Store("damaged", new string('a', 64), "x"), "12345");
        Directory.CreateDirectory(worker.Store("logs", "data-00000000"));

        Garbage garbage = Free([]);

        Assert.Equal(5, Assert.Single(garbage.Items, item => item.Kind == GarbageKind.Damaged).Bytes);
        Assert.Equal(2, garbage.Items.Count(item => item.Kind == GarbageKind.Log));
        Assert.Single(Directory.GetDirectories(worker.Store("logs")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Store("damaged")));
        Assert.True(Directory.Exists(kept));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_WhileABuildRuns_WaitsOrSaysWhoHasTheStore()
    {
        using PipelineSession running = worker.Session(FakeWorker.Step("slow", "sleep"));
        running.Start(["Work"]);
        worker.Settings = worker.Settings with { WaitForStore = false };

        var fault = Assert.Throws<PipelineInputException>(() => Free([]));

        Assert.Contains($"process {Environment.ProcessId} on", fault.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Gc_JournalThatCannotBeRead_FreesNothing()
    {
        string old = Run("1");
        Run("2");
        File.WriteAllText(worker.Store("journal", "broken.jsonl"), "{\n");

        Assert.Throws<StoreException>(() => Free([]));

        Assert.True(Directory.Exists(old));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(-1)]
    [InlineData(3651)]
    public void Gc_WindowOutOfRange_IsRefusedBeforeAnythingIsMade(int days)
    {
        var fault = Assert.Throws<PipelineInputException>(() => Free([], days));

        Assert.Contains("--keep-days", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(worker.Store()));
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Gc_Text_ListsBytesAndTotals()
    {
        DateTimeOffset day = new(2024, 2, 29, 0, 0, 0, TimeSpan.Zero);
        var garbage = new Garbage(
        [
            new GarbageItem(GarbageKind.Artifact, "artifacts/" + new string('a', 64), 5L << 30, day, ["finetune-mim-seed0", "finetune-scratch-seed0"]),
            new GarbageItem(GarbageKind.Artifact, "artifacts/" + new string('b', 64), 1023, day, []),
            new GarbageItem(GarbageKind.Log, "logs/data-12345678", 1536, day, []),
            new GarbageItem(GarbageKind.Damaged, "damaged/results-20240229-000000-000.db", 0, day, []),
        ], KeptArtifacts: 1, KeptBytes: 3 << 20);

        Snapshots.Match(GarbageText.Render(garbage, freed: false) + GarbageText.Render(garbage with { Items = [], KeptArtifacts = 2 }, freed: true), "text");
    }

    private string Run(string value, string profile = "test")
    {
        PipelineSettings settings = worker.Settings;
        worker.Settings = settings with { Profile = profile };
        Outcome outcome = worker.Run(FakeWorker.Step("data", value: value));
        worker.Settings = settings;
        return outcome.Steps[0].Artifact!;
    }

    private Plan[] Plans(string value) => [worker.Plan(FakeWorker.Step("data", value: value))];

    private Garbage Free(IReadOnlyList<Plan> plans, int keepDays = 0) =>
        new StoreMaintenance(worker.Settings, worker.View).FreeGarbage(() => plans, keepDays);

    private static IEnumerable<string> Freed(Garbage garbage) =>
        garbage.Items.Where(item => item.Kind == GarbageKind.Artifact).Select(item => Path.GetFileName(item.Path));
}
