namespace MimRepro.Pipeline.Tests.Graph;

public sealed class StepGraphTests
{
    [Fact, Trait("Kind", "Snapshot")]
    public void Graph_WithManyFaults_ReportsAllOfThem()
    {
        Step[] steps =
        [
            FakeWorker.Step("data-a"),
            FakeWorker.Step("data-a", experiment: "Other"),
            FakeWorker.Step("train", input: "data-b"),
            FakeWorker.Step("Not A Name"),
            FakeWorker.Step("one", input: "three"),
            FakeWorker.Step("two", input: "one"),
            FakeWorker.Step("three", input: "two"),
            FakeWorker.Step("self", input: "self"),
        ];

        var fault = Assert.Throws<PipelineInputException>(() => StepGraph.Create(steps));

        Snapshots.Match(fault.Message, "faults");
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Select_UnknownExperiment_NamesTheNearest()
    {
        StepGraph graph = StepGraph.Create([FakeWorker.Step("a", experiment: "FineTune"), FakeWorker.Step("b", experiment: "PrepareData")]);

        var fault = Assert.Throws<PipelineInputException>(() => graph.Select(["FineTuen"]));

        Snapshots.Match(fault.Message, "unknown-experiment");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Select_OneExperiment_BringsWhatItNeedsInputsFirst()
    {
        StepGraph graph = StepGraph.Create(
        [
            FakeWorker.Step("late", input: "middle", experiment: "C"),
            FakeWorker.Step("middle", input: "early", experiment: "B"),
            FakeWorker.Step("early", experiment: "A"),
            FakeWorker.Step("aside", input: "early", experiment: "D"),
        ]);

        IReadOnlyList<Step> selected = graph.Select(["B"]);

        Assert.Equal(["early", "middle"], selected.Select(step => step.Name));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Graph_ChainOf100000InReverse_IsOrderedAndPlanned()
    {
        const int length = 100_000;
        using var worker = new FakeWorker();
        Step[] steps = [.. Enumerable.Range(0, length).Select(i => FakeWorker.Step($"s{i}", input: i == length - 1 ? null : $"s{i + 1}"))];

        Plan plan = worker.Plan(steps);

        Assert.Equal(length, plan.Steps.Count);
        Assert.Equal($"s{length - 1}", plan.Steps[0].Step.Name);
        Assert.Equal(TimeSpan.FromSeconds(10 * length), plan.EstimatedTime);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Scheduler_ChainOf100000WhoseFirstFails_BlocksAllOthers()
    {
        const int length = 100_000;
        using var worker = new FakeWorker();
        Step[] steps = [.. Enumerable.Range(0, length).Select(i => FakeWorker.Step($"s{i}", "fault", input: i == 0 ? null : $"s{i - 1}"))];
        using PipelineSession session = worker.Session(steps);
        Plan plan = session.Plan(["Work"]);
        var layout = new StoreLayout(worker.Store());
        var artifacts = new ArtifactStore(layout, verify: false);
        var cache = new StepCache(layout, new ActionRecords(layout), artifacts, verify: false);
        var runner = new StepRunner(worker.Settings, layout, artifacts, cache, worker.Settings.Code,
            [], new WorkerProcess(worker.Settings.WorkerCommand!), worker.View);
        var outcomes = new List<MimRepro.Results.StepOutcome>();

        new Scheduler(runner, plan, keepGoing: true, worker.View, report => outcomes.Add(report.Outcome)).Run(CancellationToken.None);

        Assert.Equal(length, outcomes.Count);
        Assert.Equal(length - 1, outcomes.Count(outcome => outcome == MimRepro.Results.StepOutcome.Blocked));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Simulation_TwoSlots_TakesLongestPathFirst()
    {
        Step[] steps = [FakeWorker.Step("short-a"), FakeWorker.Step("short-b"), FakeWorker.Step("long"), FakeWorker.Step("after", input: "long")];
        TimeSpan[] durations = [.. new[] { 2, 2, 4, 3 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

        TimeSpan time = CriticalPath.Simulate(steps, durations, slots: 2);

        Assert.Equal(TimeSpan.FromSeconds(7), time); // long + after beside the two short ones; declared order would take 9
    }
}
