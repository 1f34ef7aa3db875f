using System.Security.Cryptography;
using System.Text;
using MimRepro.CodeFingerprints;
using MimRepro.Experiments;
using MimRepro.Experiments.Checkpoints;
using MimRepro.Pipeline;
using MimRepro.Reporting;
using MimRepro.Results;
using MimRepro.Results.Claims;

/// <summary>Where a build keeps its things and how it runs them: the build's parameters, resolved.</summary>
internal sealed record ReproductionSettings
{
    public required string Root { get; init; }
    public required string Store { get; init; }
    public required string Profile { get; init; }
    public required string Device { get; init; }
    public required int Slots { get; init; }
    public required string? DataRoot { get; init; }
    public required bool KeepGoing { get; init; }
    public required bool Verify { get; init; }
    /// <summary>Checkpoints to analyse instead of the profile's experiments; null for those.</summary>
    public required CheckpointRequest? Checkpoints { get; init; }
    /// <summary>Of each of the user's data sets; 0 leaves it to the recipes.</summary>
    public required int ToleratedBadRecords { get; init; }
}

/// <summary>What Analyze was asked: files, a folder of pictures or null, how many of them, and what the user knows of the architecture.</summary>
internal sealed record CheckpointRequest(IReadOnlyList<string> Files, string? Images, int ImageCount, string? Architecture);

/// <summary>Connects the build's targets with the pipeline, the claims and the report.</summary>
internal sealed class Reproduction : IDisposable
{
    private const int MostSlots = 256;
    private const string WorkerTable = "MimRepro.Worker.StepHandlers";

    private readonly ReproductionSettings settings;
    private readonly Profile profile;
    private readonly IReadOnlyList<OutsideFile> files;
    private readonly ICodeFingerprint code;
    private readonly PipelineSession session;
    private readonly ConsoleProgress progress = new();
    private readonly Dictionary<string, IReadOnlyList<Step>> steps = [];

    public Reproduction(ReproductionSettings settings)
    {
        this.settings = settings;
        CheckSlots(settings.Slots);
        (profile, files) = settings.Checkpoints is { } asked ? OfCheckpoints(asked) : (Profiles.Find(settings.Profile).Tolerating(settings.ToleratedBadRecords), []);
        code = new MethodLevelFingerprint(Worker, WorkerTable, Path.Combine(Temporary, "code"));
        session = OpenSession(profile);
        session.ExperimentEnded += _ => Render();
    }

    /// <summary>Whether the person at the keyboard can mend it: exit code 2 instead of 1.</summary>
    public static bool IsUserInput(Exception exception) => exception switch
    {
        PipelineInputException => true,
        StepFailedException step => step.IsUserInput,
        ResultsException results => results.Failure is not (ResultsFailure.DiskFull or ResultsFailure.Other),
        _ => false,
    };

    private PipelineSettings PipelineOf(Profile of) => new()
    {
        Store = settings.Store,
        WorkerAssembly = Worker,
        Code = code,
        Device = settings.Device,
        Slots = settings.Slots > 0 ? settings.Slots : Environment.ProcessorCount,
        DataRoot = settings.DataRoot,
        DataCache = Path.Combine(settings.Store, "data"),
        KeepGoing = settings.KeepGoing,
        Verify = settings.Verify,
        Profile = of.Name,
        Files = files,
        NumericPackages = ["TorchSharp", "libtorch", "SkiaSharp"],
        Environment = MachineFacts.Read(settings.Root),
    };

    private string Worker => Path.Combine(settings.Root, "src", "MimRepro.Worker", "bin", "Release", "net10.0", "MimRepro.Worker.dll");

    private string Temporary => Path.Combine(settings.Root, ".nuke", "temp");

    private PipelineSession OpenSession(Profile of) => new(PipelineOf(of), StepsOf(of), progress);

    private IReadOnlyList<Step> StepsOf(Profile of)
    {
        if (!steps.TryGetValue(of.Name, out var known))
        {
            known = of.Name == CheckpointGraph.ProfileName ? Checked(of) : StepFile.ReadOrMake(Path.Combine(Temporary, $"steps-{of.Name}.json"), $"{Profiles.CodeVersion} {settings.ToleratedBadRecords}", () => Checked(of));
            steps.Add(of.Name, known);
        }

        return known;
    }

    private static IReadOnlyList<Step> Checked(Profile of)
    {
        of.Validate();
        return of.Steps;
    }

    private (Profile Profile, IReadOnlyList<OutsideFile> Files) OfCheckpoints(CheckpointRequest asked)
    {
        var hashes = new FileHashes(Path.Combine(Temporary, "file-hashes"));
        OutsideFile[] checkpoints = [.. asked.Files.Select(hashes.Of)];
        OutsideFile[] images = asked.Images is null ? [] : [.. PictureFolder.Choose(asked.Images, asked.ImageCount).Select(hashes.Of)];
        hashes.Save();
        return (CheckpointGraph.Profile(checkpoints, images, asked.ImageCount, asked.Architecture), [.. checkpoints, .. images]);
    }

    private StoreMaintenance Maintenance => new(PipelineOf(profile), progress);

    private static void CheckSlots(int slots)
    {
        if (slots is < 0 or > MostSlots)
        {
            throw new PipelineInputException(
                $"The number of slots cannot be used.\n  parameter:  --slots\n  got:        {slots}\n  expected:   1 to {MostSlots}, or 0 for one a core\n  A slot is one worker process with one thread.");
        }
    }

    private string ReportFolder => Path.Combine(settings.Store, "reports", profile.Name);

    private string Database => Path.Combine(settings.Store, "results.db");

    /// <summary>The experiments among the names of targets.</summary>
    public string[] ExperimentsAmong(IEnumerable<string> targets) =>
        [.. targets.Intersect(ExperimentsOf(profile))];

    public string Plan(IReadOnlyCollection<string> experiments)
    {
        var note = profile.PlanNote.Length == 0 ? "" : $"\n{profile.PlanNote}\n";
        var plan = PlanText.Render(session.Plan(experiments)) + note;
        var unfollowed = session.Unfollowed(experiments);
        return unfollowed.Count == 0 ? plan : $"{plan}\nCode that cannot be followed from method to method:\n  {string.Join("\n  ", unfollowed)}\n";
    }

    public string Why(string step) => session.Why(step);

    public void Start(IReadOnlyCollection<string> experiments) => session.Start(experiments);

    /// <summary>Waits for an experiment's steps; a profile may have none of them.</summary>
    public void Wait(string experiment)
    {
        if (ExperimentsOf(profile).Contains(experiment))
            session.Wait(experiment).ThrowIfFailed();
        else
            Console.WriteLine($"Profile '{profile.Name}' has no step of {experiment}.");
    }

    public void Cancel() => session.Cancel();

    /// <summary>Closes the run and brings the report up to date with it.</summary>
    public void Complete()
    {
        session.Complete();
        if (session.RunId is not null)
        {
            Render();
        }
    }

    /// <summary>Says where the report is; renders it first if it is older than the results or the code that draws it.</summary>
    public void Report()
    {
        session.Complete();
        if (session.RunId is not null || !ReportIsCurrent())
        {
            Render();
        }

        Console.WriteLine($"Report: {Path.Combine(ReportFolder, "report.html")}");
    }

    /// <summary>Says what each checkpoint was taken for; after a run with nothing to do the report alone says so.</summary>
    public void DescribeCheckpoints()
    {
        session.Complete();
        if (session.RunId is null)
        {
            return;
        }

        using var results = ResultsDatabase.OpenReadOnly(Database);
        var plan = PlanAll();
        var record = results.LoadRunWithEarlier(
            session.RunId, [.. plan.Steps.Select(step => (step.Step.Name, step.Action == PlannedAction.Cached ? step.Fingerprint!.Key : null))]);
        foreach (var step in record.Steps.Where(step => step.Step.Kind == "import-checkpoint" && step.Figures.Count > 0))
        {
            Console.WriteLine($"{step.Step.Tags["arm"]}: {step.Figures[0].Caption}");
        }
    }

    public void RebuildResults()
    {
        var rebuilt = Maintenance.RebuildResults();
        Console.WriteLine($"Results of {rebuilt.Runs} runs and {rebuilt.Outputs} different steps restored: {Database}");
        foreach (var fault in rebuilt.Faults)
        {
            Console.WriteLine($"  not restored: {fault}");
        }

        if (rebuilt.Aside is not null)
        {
            Console.WriteLine($"  the database before: {rebuilt.Aside}");
        }
    }

    /// <summary>Lists what the store can do without, and frees it unless <paramref name="dryRun"/>.</summary>
    public void CollectGarbage(int keepDays, bool dryRun)
    {
        var garbage = dryRun ? Maintenance.FindGarbage(PlansOfAllProfiles(), keepDays) : Maintenance.FreeGarbage(PlansOfAllProfiles, keepDays);
        Console.Write(GarbageText.Render(garbage, freed: !dryRun));
    }

    public void Accept(string step, string reason)
    {
        var record = session.Accept(step, reason);
        Console.WriteLine($"Step '{step}' of profile '{profile.Name}' counts as equivalent to its result {record.Accepted!.Key[..8]}, artifact {record.Artifact[..8]}.");
    }

    public void Dispose() => session.Dispose();

    private IReadOnlyList<Plan> PlansOfAllProfiles()
    {
        var plans = new List<Plan>();
        foreach (var each in Profiles.All.Select(one => one.Tolerating(settings.ToleratedBadRecords)))
        {
            using var planning = OpenSession(each);
            plans.Add(planning.Plan(ExperimentsOf(each)));
        }

        return plans;
    }

    private void Render()
    {
        if (!File.Exists(Database))
        {
            throw new PipelineInputException(
                $"There is nothing to report yet.\n  file:       {Database}\n  expected:   the results of a run\n  No experiment has been run in this store.\n  Run ./build.sh Reproduce --profile {profile.Name}.");
        }

        using var results = ResultsDatabase.Open(Database);
        var runId = session.RunId ?? results.LatestRunId(profile.Name) ?? throw new PipelineInputException(
            $"There is nothing to report yet for profile '{profile.Name}'.\n  file:       {Database}\n  Run ./build.sh Reproduce --profile {profile.Name}.");
        var plan = PlanAll();
        var record = results.LoadRunWithEarlier(
            runId, [.. plan.Steps.Select(step => (step.Step.Name, step.Action == PlannedAction.Cached ? step.Fingerprint!.Key : null))]);
        var ofCheckpoints = settings.Checkpoints is not null;
        IReadOnlyList<ClaimDefinition> claims = ofCheckpoints ? [] : Claims.Of(profile.Steps);
        IReadOnlyList<ClaimResult> verdicts = [.. claims.Select(claim => ClaimEvaluator.Evaluate(claim, record.Steps))];
        session.RecordClaims(results, runId, verdicts);
        ReportWriter.Write(
            record with { Claims = verdicts }, claims, ReportFolder,
            new ReportOptions
            {
                Title = ofCheckpoints ? "Checkpoints side by side" : "Revealing the Dark Secrets of Masked Image Modeling: a reproduction",
                Profile = profile.Name,
                OfCheckpoints = ofCheckpoints,
            });
        File.WriteAllText(Stamp, ReportInputs(plan));
    }

    private Plan PlanAll() => session.Plan(ExperimentsOf(profile));

    private string[] ExperimentsOf(Profile of) => [.. StepsOf(of).Select(step => step.Experiment).Distinct()];

    private string Stamp => Path.Combine(ReportFolder, "inputs.sha256");

    private bool ReportIsCurrent() =>
        File.Exists(Path.Combine(ReportFolder, "report.html")) && File.Exists(Stamp) && File.ReadAllText(Stamp) == ReportInputs(PlanAll());

    /// <summary>Changes with any result and with the code that evaluates or draws. Compilation is deterministic, so module ids tell.</summary>
    private static string ReportInputs(Plan plan)
    {
        var parts = new StringBuilder();
        foreach (var type in new[] { typeof(ReportWriter), typeof(ResultsDatabase), typeof(Claims) })
        {
            parts.AppendLine(type.Module.ModuleVersionId.ToString());
        }

        foreach (var step in plan.Steps)
        {
            parts.AppendLine(step.Fingerprint?.Key);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString())));
    }
}
