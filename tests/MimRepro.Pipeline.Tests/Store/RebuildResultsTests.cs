using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Pipeline.Tests.Store;

public sealed class RebuildResultsTests : IDisposable
{
    private static readonly Step[] First =
    [
        FakeWorker.Step("data"), FakeWorker.Step("twin"), FakeWorker.Step("draw", "picture", value: "7", input: "data"),
        FakeWorker.Step("bad", "fault", input: "data"), FakeWorker.Step("child", input: "bad"),
    ];

    private readonly FakeWorker worker = new();

    public void Dispose() => worker.Dispose();

    private string Database => worker.Store("results.db");

    [Fact, Trait("Kind", "Unit")]
    public void Rebuild_AfterTwoRunsWithEveryOutcome_IsEqualTableByTable()
    {
        MakeTwoRuns();
        var before = DatabaseDump.Of(Database);
        Assert.All(before.Where(table => table.Key != "sqlite_sequence"), table => Assert.NotEmpty(table.Value));
        Assert.Equal(["Blocked", "Cached", "Failed", "Ran"], before["run_steps"].Select(row => row.Split(" | ")[10]).Distinct().Order());

        RebuiltResults rebuilt = Rebuild();

        Assert.Equal((2, 4), (rebuilt.Runs, rebuilt.Outputs));
        AssertEqual(before, DatabaseDump.Of(Database));
        AssertEqual(before, DatabaseDump.Of(rebuilt.Aside!));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Rebuild_DatabaseLostOrDamaged_IsRestored()
    {
        MakeTwoRuns();
        var before = DatabaseDump.Of(Database);

        File.Delete(Database);
        Assert.Null(Rebuild().Aside);
        AssertEqual(before, DatabaseDump.Of(Database));

        File.WriteAllText(Database, "no database");
        Assert.Equal("no database", File.ReadAllText(Rebuild().Aside!));
        AssertEqual(before, DatabaseDump.Of(Database));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Rebuild_AfterGarbageCollection_IsStillEqual()
    {
        MakeTwoRuns();
        var before = DatabaseDump.Of(Database);
        Step[] now = [FakeWorker.Step("data", value: "99")];
        worker.Run([.. now, FakeWorker.Step("twin", value: "98"), FakeWorker.Step("draw", "picture", value: "97"), FakeWorker.Step("bad", value: "96"), FakeWorker.Step("child", value: "95")]);
        var after = DatabaseDump.Of(Database);
        Assert.NotEqual(before["metrics"], after["metrics"]);

        Garbage garbage = new StoreMaintenance(worker.Settings, worker.View).FreeGarbage(() => [worker.Plan(now)], keepDays: 0);
        Rebuild();

        Assert.Equal(2, garbage.Items.Count(item => item.Kind == GarbageKind.Artifact)); // 'data' and 'twin' share one, 'draw' wrote the same bytes twice
        AssertEqual(after, DatabaseDump.Of(Database));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Rebuild_JournalCutShort_KeepsTheLinesBefore()
    {
        Outcome outcome = worker.Run(First);
        string journal = worker.Store("journal", outcome.RunId + ".jsonl");
        File.WriteAllText(journal, File.ReadAllText(journal)[..^10]);
        File.Delete(Database);

        Rebuild();

        RunRecord run = worker.Recorded(outcome.RunId!);
        Assert.Null(run.Run.Ended);
        Assert.Equal(First.Select(step => step.Name), run.Steps.Select(step => step.Step.Name));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Rebuild_ArtifactLost_LeavesTheOldDatabaseAlone()
    {
        Outcome outcome = worker.Run(First[0]);
        Directory.Delete(outcome.Steps[0].Artifact!, recursive: true);
        var before = DatabaseDump.Of(Database);

        var fault = Assert.Throws<PipelineInputException>(() => Rebuild());

        Assert.Contains("it is not in the store", fault.Message, StringComparison.Ordinal);
        AssertEqual(before, DatabaseDump.Of(Database));
        Assert.False(Directory.Exists(worker.Store("damaged")));

        File.Delete(Database);
        Assert.Single(Rebuild().Faults);
        Assert.Empty(worker.Recorded(outcome.RunId!).Steps[0].Metrics);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Rebuild_RunWithoutJournal_LeavesTheOldDatabaseAlone()
    {
        Outcome outcome = worker.Run(First[0]);
        File.Delete(worker.Store("journal", outcome.RunId + ".jsonl"));

        var fault = Assert.Throws<PipelineInputException>(() => Rebuild());

        Assert.Contains($"run {outcome.RunId}: only the old database has it", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(worker.Recorded(outcome.RunId!));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Rebuild_OfAnEmptyStore_SaysThereIsNothing() =>
        Assert.Contains("nothing to rebuild", Assert.Throws<PipelineInputException>(() => Rebuild()).Message, StringComparison.Ordinal);

    // Ran, cached, failed and blocked steps, twins, an accepted step, pictures, verdicts replaced once.
    private void MakeTwoRuns()
    {
        Outcome first = worker.Run(First);
        Claim(first.RunId!, Verdict.Inconclusive);
        worker.WriteCode("second version");
        using (PipelineSession session = worker.Session(First)) session.Accept("data", "a comment");
        Outcome second = worker.Run(First);
        Assert.Equal([StepOutcome.Cached, StepOutcome.Ran, StepOutcome.Failed, StepOutcome.Blocked], new[] { "data", "draw", "bad", "child" }.Select(step => second[step]));
        Claim(second.RunId!, Verdict.NotRun);
        Claim(second.RunId!, Verdict.Reproduced);
    }

    private void Claim(string run, Verdict verdict)
    {
        var test = new ClaimTest
        {
            Id = "t", Statement = "s", Left = new Quantity("top1", new Dictionary<string, string> { ["arm"] = "mim" }), Right = null, Constant = 0.1,
            Direction = Direction.Greater, MinimumEffect = 0.5, Unit = "%",
        };
        var claim = new ClaimDefinition
        {
            Id = "C1", Title = "title", Statement = "s", Status = PaperStatus.Read, PaperValue = "1", Sources = ["PAPER"], Tests = [test], Notes = ["n"],
        };
        using PipelineSession session = worker.Session(First);
        using ResultsDatabase results = ResultsDatabase.Open(Database);
        session.RecordClaims(results, run, [new ClaimResult(claim, verdict, [new TestResult(test, verdict, [new SeedEffect(0, 0.1, 0.2, -0.1)], 0.1 + 0.2, null, 1e-9)])]);
    }

    private RebuiltResults Rebuild() => new StoreMaintenance(worker.Settings, worker.View).RebuildResults();

    private static void AssertEqual(IReadOnlyDictionary<string, IReadOnlyList<string>> expected, IReadOnlyDictionary<string, IReadOnlyList<string>> got)
    {
        Assert.Equal(expected.Keys, got.Keys);
        Assert.All(expected, table => Assert.Equal(table.Value, got[table.Key]));
    }
}
