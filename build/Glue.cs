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

    private void Run(string experiment) => Guard(() => Open().Wait(experiment));

    private void ExplainStep() => Guard(() => Console.WriteLine(Open().Why(Step!)));

    private void WriteReport() => Guard(Open().Report);

    private void RestoreResults() => Guard(Open().RebuildResults);

    private void CollectGarbage() => Guard(() => Open().CollectGarbage(KeepDays, DryRun));

    private void AcceptStep() => Guard(() => Open().Accept(Step ?? "", Reason ?? ""));

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
