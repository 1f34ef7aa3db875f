using System.Text.Json;
using MimRepro.Results.Claims;

namespace MimRepro.Results.Tests;

[Trait("Kind", "Unit")]
public sealed class ResultsDatabaseTests : IDisposable
{
    private readonly TemporaryStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void LoadRun_EverythingRecorded_ComesBackEqual()
    {
        var (first, second) = (Samples.Step("b-first", 1), Samples.Step("a-second", 2, "scratch") with { Key = "", Artifact = null, FingerprintParts = [] });
        StepRecord[] steps =
        [
            new(first, StepOutcome.Ran, Samples.Metrics, Samples.Series, Samples.Figures, null),
            new(second, StepOutcome.Blocked, [], [], [], "needs b-first\n  which failed"),
        ];
        var ended = new DateTimeOffset(2024, 2, 3, 5, 0, 0, TimeSpan.Zero);
        var claims = new[] { ClaimEvaluator.Evaluate(Samples.Claim(Samples.Test()), Samples.Arms([3, 4.5, 5], [1, 2, 2.25])) };
        var expected = new RunRecord(Samples.Run("r1") with { Started = Samples.Run("r1").Started.ToUniversalTime(), Ended = ended }, steps, claims);

        using (var database = ResultsDatabase.Open(store.Database))
        {
            database.BeginRun(Samples.Run("r1"), ["b-first", "a-second"]);
            database.RecordOutput(first.Key, first.Artifact, Samples.Metrics, Samples.Series, Samples.Figures);
            database.RecordStep("r1", second, StepOutcome.Blocked, "needs b-first\n  which failed");
            database.RecordStep("r1", first, StepOutcome.Ran, null);
            database.RecordClaims("r1", claims);
            database.EndRun("r1", ended);
        }

        using var reader = ResultsDatabase.OpenReadOnly(store.Database);
        Assert.Equal(Json(expected), Json(reader.LoadRun("r1")));
        Assert.Equal(Samples.Run("r1").Started, reader.LoadRun("r1").Run.Started);
    }

    [Fact]
    public void LoadRun_NoGraphOrder_KeepsOrderOfFirstRecord()
    {
        using var database = ResultsDatabase.Open(store.Database);
        database.BeginRun(Samples.Run("r"));

        database.RecordStep("r", Samples.Step("z", 1), StepOutcome.Failed, "killed");
        database.RecordStep("r", Samples.Step("a", 2), StepOutcome.Ran, null);
        database.RecordStep("r", Samples.Step("z", 1), StepOutcome.Ran, null);

        var steps = database.LoadRun("r").Steps;
        Assert.Equal(["z", "a"], steps.Select(record => record.Step.Name));
        Assert.Equal(StepOutcome.Ran, steps[0].Outcome);
        Assert.Null(steps[0].Error);
    }

    [Fact]
    public void LoadRun_StepFailedHereButRanElsewhere_HasNoNumbersHere()
    {
        using var database = ResultsDatabase.Open(store.Database);
        var step = Samples.Step("s", 1);
        database.BeginRun(Samples.Run("failed"));
        database.RecordStep("failed", step with { Artifact = null }, StepOutcome.Failed, "out of memory");
        database.BeginRun(Samples.Run("ran"));
        database.RecordOutput(step.Key, step.Artifact, Samples.Metrics, [], []);
        database.RecordStep("ran", step, StepOutcome.Ran, null);

        Assert.Empty(database.LoadRun("failed").Steps[0].Metrics);
        Assert.Null(database.LoadRun("failed").Steps[0].Step.Artifact);
        Assert.Equal(Samples.Metrics, database.LoadRun("ran").Steps[0].Metrics);
    }

    [Fact]
    public void LoadRun_LabelsChangedWithoutChangingTheKey_KeepsWhatEachRunCalledIt()
    {
        using var database = ResultsDatabase.Open(store.Database);
        database.BeginRun(Samples.Run("old"));
        database.RecordStep("old", Samples.Step("before", 1, "mim"), StepOutcome.Ran, null);
        database.BeginRun(Samples.Run("new"));
        database.RecordStep("new", Samples.Step("after", 1, "scratch"), StepOutcome.Cached, null);

        Assert.Equal("before", database.LoadRun("old").Steps[0].Step.Name);
        Assert.Equal("mim", database.LoadRun("old").Steps[0].Step.Tags["arm"]);
        Assert.Equal("after", database.LoadRun("new").Steps[0].Step.Name);
    }

    [Fact]
    public void RecordOutput_Again_ReplacesAll()
    {
        using var database = ResultsDatabase.Open(store.Database);
        var step = Samples.Step("s", 1);
        database.BeginRun(Samples.Run("r"));
        database.RecordStep("r", step, StepOutcome.Ran, null);
        Assert.False(database.HasOutput(step.Key));

        database.RecordOutput(step.Key, step.Artifact, Samples.Metrics, Samples.Series, Samples.Figures);
        database.RecordOutput(step.Key, step.Artifact, [new("top1", 12)], [], []);

        var record = database.LoadRun("r").Steps[0];
        Assert.True(database.HasOutput(step.Key));
        Assert.Equal([new MetricRow("top1", 12)], record.Metrics);
        Assert.Empty(record.Series);
        Assert.Empty(record.Figures);
    }

    [Fact]
    public void RecordOutput_OneBadNumber_RecordsNothingAndKeepsTheEarlierOutput()
    {
        using var database = ResultsDatabase.Open(store.Database);
        var step = Samples.Step("s", 1);
        database.BeginRun(Samples.Run("r"));
        database.RecordStep("r", step, StepOutcome.Ran, null);
        database.RecordOutput(step.Key, null, [new("top1", 12)], [], []);

        Assert.Throws<ArgumentException>(() => database.RecordOutput(step.Key, null, [new("top1", 50), new("masked_l1", double.NaN)], [], []));

        Assert.Equal([new MetricRow("top1", 12)], database.LoadRun("r").Steps[0].Metrics);
    }

    [Fact]
    public void RecordClaims_Again_ReplacesThoseOfTheRunOnly()
    {
        using var database = ResultsDatabase.Open(store.Database);
        var claim = ClaimEvaluator.Evaluate(Samples.Claim(Samples.Test()), Samples.Arms([3, 4], [1, 2]));
        foreach (var run in new[] { "r", "other" })
        {
            database.BeginRun(Samples.Run(run));
            database.RecordClaims(run, [claim]);
        }

        database.RecordClaims("r", []);

        Assert.Empty(database.LoadRun("r").Claims);
        Assert.Single(database.LoadRun("other").Claims);
    }

    [Fact]
    public void LatestRunId_SeveralRuns_IsTheOneStartedLast()
    {
        using var database = ResultsDatabase.Open(store.Database);
        database.BeginRun(Samples.Run("late", minute: 9));
        database.BeginRun(Samples.Run("early", minute: 1));
        database.BeginRun(Samples.Run("other-profile", "small", 30));
        // 04:20+02:00 is before 03:00Z, though its text sorts after it.
        database.BeginRun(Samples.Run("utc") with { Started = new DateTimeOffset(2024, 2, 3, 3, 0, 0, TimeSpan.Zero) });

        Assert.Equal("utc", database.LatestRunId("smoke"));
        Assert.Equal("other-profile", database.LatestRunId("small"));
        Assert.Null(database.LatestRunId("paper"));
        Assert.Equal(["utc", "other-profile", "late", "early"], database.ListRuns().Select(run => run.Id));
    }

    [Fact]
    public void LoadRunWithEarlier_StepsLeftOut_ComeFromTheLatestRunThatStillHolds()
    {
        using var database = ResultsDatabase.Open(store.Database);
        Record("older", minute: 1, ("kept", 1, StepOutcome.Ran), ("changed", 2, StepOutcome.Ran), ("failed", 4, StepOutcome.Failed), ("own", 5, StepOutcome.Ran));
        Record("other-profile", minute: 2, ("elsewhere", 6, StepOutcome.Ran));
        Record("now", minute: 3, ("own", 5, StepOutcome.Failed));

        var run = database.LoadRunWithEarlier(
            "now",
            [("own", Samples.Key(5)), ("elsewhere", Samples.Key(6)), ("failed", Samples.Key(4)), ("changed", Samples.Key(3)), ("unknown", null), ("kept", Samples.Key(1))]);

        Assert.Equal("now", run.Run.Id);
        Assert.Equal(["own Failed", "kept Cached"], run.Steps.Select(step => $"{step.Step.Name} {step.Outcome}"));

        void Record(string run, int minute, params (string Step, int Key, StepOutcome Outcome)[] steps)
        {
            database.BeginRun(Samples.Run(run, run == "other-profile" ? "small" : "smoke", minute), [.. steps.Select(step => step.Step)]);
            foreach (var (name, key, outcome) in steps)
                database.RecordStep(run, Samples.Step(name, key), outcome, outcome == StepOutcome.Failed ? "why" : null);
        }
    }

    [Fact]
    public void RecordedDurations_FailedAndRepeatedSteps_GiveTheLatestSuccess()
    {
        using var database = ResultsDatabase.Open(store.Database);
        database.BeginRun(Samples.Run("r1"));
        database.RecordStep("r1", Samples.Step("s", 1) with { DurationInSeconds = 5 }, StepOutcome.Ran, null);
        database.RecordStep("r1", Samples.Step("never", 2) with { DurationInSeconds = 1 }, StepOutcome.Failed, "x");
        database.BeginRun(Samples.Run("r2"));
        database.RecordStep("r2", Samples.Step("s", 3) with { DurationInSeconds = 7 }, StepOutcome.Ran, null);
        database.BeginRun(Samples.Run("r3"));
        database.RecordStep("r3", Samples.Step("s", 4) with { DurationInSeconds = 0.1 }, StepOutcome.Failed, "x");

        Assert.Equal(new Dictionary<string, double> { ["s"] = 7 }, database.RecordedDurations());
    }

    [Fact]
    public void RecordStep_RunNotBegun_SaysSo()
    {
        using var database = ResultsDatabase.Open(store.Database);

        var fault = Assert.Throws<ArgumentException>(() => database.RecordStep("ghost", Samples.Step("s", 1), StepOutcome.Ran, null));

        Assert.Contains("run 'ghost' has not begun", fault.Message);
    }

    [Fact]
    public void Calls_FromManyThreads_AllArrive()
    {
        using var database = ResultsDatabase.Open(store.Database);
        database.BeginRun(Samples.Run("r"));

        Parallel.For(0, 64, i =>
        {
            database.RecordOutput(Samples.Key(i), null, Samples.Metrics, Samples.Series, []);
            database.RecordStep("r", Samples.Step($"s{i}", i), StepOutcome.Ran, null);
        });

        Assert.Equal(64, database.LoadRun("r").Steps.Count(step => step.Metrics.Count == Samples.Metrics.Length));
    }

    [Fact]
    public void OpenReadOnly_WhileARunWrites_SeesWhatIsRecordedSoFar()
    {
        using var writer = ResultsDatabase.Open(store.Database);
        writer.BeginRun(Samples.Run("r"));
        using var reader = ResultsDatabase.OpenReadOnly(store.Database);
        writer.RecordStep("r", Samples.Step("s", 1), StepOutcome.Ran, null);

        Assert.Single(reader.LoadRun("r").Steps);
        Assert.Throws<ResultsException>(() => reader.BeginRun(Samples.Run("r2")));
    }

    private static string Json(RunRecord record) => JsonSerializer.Serialize(record);
}
