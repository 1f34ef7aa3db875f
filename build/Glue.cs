/// <summary>Ties the targets to the pipeline: all scheduled experiments start together, each target waits for its own steps.</summary>
internal sealed partial class Build
{
    private const int UserInput = 2;

    private Reproduction? reproduction;

    protected override void OnBuildInitialized() => Guard(() =>
    {
        var opened = Open();
        var experiments = opened.ExperimentsAmong(ExecutionPlan.Select(target => target.Name).Except(SkippedTargets.Select(target => target.Name)));
        if (experiments.Length == 0)
        {
            return;
        }

        if (Plan)
        {
            Console.WriteLine(opened.Plan(experiments));
        }
        else
        {
            Console.CancelKeyPress += (_, _) => opened.Cancel();
            opened.Start(experiments);
        }
    });

    protected override void OnBuildFinished() => Guard(() =>
    {
        reproduction?.Complete();
        reproduction?.Dispose();
    });

    private void AnalyzeCheckpoints() => Guard(() =>
    {
        Open().Wait(nameof(Analyze));
        Open().DescribeCheckpoints();
        Open().Report();
    });

    private void Run(string experiment) => Guard(() => Open().Wait(experiment));

    private void ExplainStep() => Guard(() => Console.WriteLine(Open().Why(Step!)));

    private void WriteReport() => Guard(Open().Report);

    private void RestoreResults() => Guard(Open().RebuildResults);

    private void CollectGarbage() => Guard(() => Open().CollectGarbage(KeepDays, DryRun));

    private void AcceptStep() => Guard(() => Open().Accept(Step ?? "", Reason ?? ""));

    // Checkpoints belong to Analyze; Why, Report and Accept may be about that analysis.
    private CheckpointRequest? Checkpoints
    {
        get
        {
            var targets = ExecutionPlan.Select(target => target.Name).ToHashSet();
            if (targets.Contains(nameof(Analyze)) && targets.Count > 1)
            {
                throw new MimRepro.Pipeline.PipelineInputException("Analyze runs by itself: its steps and its report are not those of a profile.\n  Start it in a command of its own.");
            }

            return Checkpoint.Length == 0 || !targets.Overlaps([nameof(Analyze), nameof(Why), nameof(Report), nameof(Accept)])
                ? null
                : new CheckpointRequest([.. Checkpoint.Select(path => (string)path)], Images is null ? null : (string)Images, ImageCount, Architecture);
        }
    }

    private Reproduction Open() => reproduction ??= new Reproduction(new ReproductionSettings
    {
        Root = RootDirectory,
        Store = Store,
        Profile = Profile,
        Device = Device,
        Slots = Slots,
        DataRoot = DataRoot is null ? null : (string)DataRoot,
        KeepGoing = KeepGoing,
        Verify = Verify,
        Checkpoints = Checkpoints,
        ToleratedBadRecords = TolerateBadRecords,
    });

    /// <summary>Says by the exit code whether the user's input or something else is at fault.</summary>
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            ExitCode = Reproduction.IsUserInput(exception) ? UserInput : 1;
            throw;
        }
    }
}
