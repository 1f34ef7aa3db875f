using MimRepro.BuildHost.Completion;
using MimRepro.BuildHost.Parameters;
using MimRepro.BuildHost.Planning;
using MimRepro.BuildHost.Printing;

namespace MimRepro.BuildHost.Execution;

/// <summary>One run of a build, from the command line to the exit code: 0 all went well, 1 a target failed, 2 the input is wrong.</summary>
internal sealed class BuildSession(BuildRequest request)
{
    private readonly Terminal _terminal = request.Terminal;
    private readonly ParameterSources _sources = new(request.CommandLine, request.Environment);
    private NukeBuild? _build;
    private int _isFinished;

    public int Run(Func<NukeBuild> create)
    {
        try
        {
            NukeBuild.RootDirectory = AbsolutePath.Create(RootFolder.Find(_sources, request.StartFolder));
            _build = create();
            _build.OnBuildCreated();
            return Run(_build, TargetCatalog.Create(_build, request.DefaultTargets), new ParameterCatalog(_build.GetType()));
        }
        catch (Exception exception)
        {
            return Refuse(TargetRunner.Unwrap(exception));
        }
    }

    private int Run(NukeBuild build, TargetCatalog targets, ParameterCatalog parameters)
    {
        BuildSchema.Update(build, targets, parameters);
        if (request.CommandLine.Find("Help") is { } help && !help.Values.SequenceEqual(["false"]) || request.CommandLine.Find("h") != null)
        {
            build.Help = true;
            _terminal.Line(HelpText.Write(build, targets, parameters, _terminal.Width));
            return 0;
        }

        var skipped = ReadInput(build, targets, parameters);
        var runner = Prepare(build, parameters, skipped, out var interruption);
        using (interruption)
        {
            if (build.Plan)
            {
                ShowPlan(build, targets);
                return build.ExitCode ?? 0;
            }

            build.OnBuildInitialized();
            runner.Run();
        }

        return Finish(interruption.IsRequested ? Interruption.ExitCode : build.IsSucceeding ? 0 : 1);
    }

    /// <summary>Gives parameters their values and makes the plan; all mistakes are reported together.</summary>
    /// <returns>The targets to skip: none if null, all that can be if empty.</returns>
    private List<ExecutableTarget>? ReadInput(NukeBuild build, TargetCatalog targets, ParameterCatalog parameters)
    {
        var profile = parameters.OfBuild.Find(parameter => parameter.Name == "Profile");
        NukeBuild.LoadedLocalProfiles = _sources.ReadFiles(NukeBuild.RootDirectory, profile is null ? null : HelpText.DefaultValue(profile.Get(build)));

        var binding = new ParameterBinding(_sources, parameters, targets);
        binding.RefuseUnknownNames();
        binding.FillParameters(build);
        NukeBuild.Verbosity = binding.HostValue("Verbosity") is Verbosity verbosity ? verbosity : Verbosity.Normal;
        build.Plan = binding.HostValue("Plan") is true;
        var invoked = binding.InvokedTargets();
        var skipped = binding.SkippedTargets();
        binding.ThrowIfFaulty();

        invoked.ForEach(target => target.Invoked = true);
        var plan = ExecutionPlanner.Plan(targets.Targets, invoked.Count > 0 ? invoked : targets.Targets.FindAll(target => target.IsDefault));
        plan.ForEach(target => target.Status = ExecutionStatus.Scheduled);
        build.ExecutionPlan = plan;
        return skipped;
    }

    private TargetRunner Prepare(NukeBuild build, ParameterCatalog parameters, List<ExecutableTarget>? skipped, out Interruption interruption)
    {
        var started = new Interruption(_terminal, Finish);
        interruption = started;
        var runner = new TargetRunner(build, _terminal, () => started.IsRequested);
        runner.Skip(skipped);
        runner.CheckStaticConditions();
        var violated = Requirements.Violated(build, parameters, build.ScheduledTargets).ToList();
        return violated.Count == 0 ? runner : throw new UsageException(string.Join('\n', violated));
    }

    private void ShowPlan(NukeBuild build, TargetCatalog targets)
    {
        _terminal.Line(PlanText.Write(build.ExecutionPlan));
        build.OnBuildInitialized();
        var page = NukeBuild.TemporaryDirectory / "execution-plan.html";
        page.WriteAllText(PlanPage.Write(targets.Targets, build.ExecutionPlan));
        _terminal.Line($"Plan as a picture: {page}");
    }

    /// <summary>Ends before the first target: prints why.</summary>
    private int Refuse(Exception exception)
    {
        var isUsersMistake = _build?.ExitCode != null || exception is UsageException or ArgumentException || exception.GetType() == typeof(Exception);
        _terminal.Error(isUsersMistake ? exception.Message : $"The build failed by a fault of its own, before the first target:\n{exception}");
        return _build?.ExitCode ?? (isUsersMistake ? 2 : 1);
    }

    // Comes from the end of the build or from Ctrl-C, whichever is first.
    private int Finish(int exitCode)
    {
        if (Interlocked.Exchange(ref _isFinished, 1) == 1 || _build is not { } build)
        {
            return exitCode;
        }

        foreach (var target in build.ExecutionPlan)
        {
            target.Stopwatch.Stop();
            target.Status = target.Status switch
            {
                ExecutionStatus.Running => ExecutionStatus.Aborted,
                ExecutionStatus.Scheduled => ExecutionStatus.NotRun,
                _ => target.Status,
            };
        }

        if (NukeBuild.Verbosity < Verbosity.Quiet || build.IsFailing)
        {
            Summary.Print(_terminal, build.ExecutionPlan);
        }

        build.OnBuildFinished();
        return build.ExitCode ??= exitCode;
    }
}
