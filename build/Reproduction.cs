using System.Security.Cryptography;
using System.Text;
using MimRepro.Experiments;
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
}

/// <summary>Connects the build's targets with the pipeline, the claims and the report.</summary>
internal sealed class Reproduction : IDisposable
{
    private readonly ReproductionSettings settings;
    private readonly Profile profile;
    private readonly PipelineSession session;
    private readonly ConsoleProgress progress = new();
    private string? reportPrinted;

    public Reproduction(ReproductionSettings settings)
    {
        this.settings = settings;
        profile = Profiles.Find(settings.Profile);
        session = new PipelineSession(
            new PipelineSettings
            {
                Store = settings.Store,
                WorkerAssembly = Path.Combine(settings.Root, "src", "MimRepro.Worker", "bin", "Release", "net10.0", "MimRepro.Worker.dll"),
                Device = settings.Device,
                Slots = settings.Slots,
                DataRoot = settings.DataRoot,
                DataCache = Path.Combine(settings.Store, "data"),
                KeepGoing = settings.KeepGoing,
                Profile = profile.Name,
                NumericPackages = ["TorchSharp", "libtorch"],
                Environment = MachineFacts.Read(settings.Root),
            },
            profile.Steps,
            progress);
        session.ExperimentEnded += _ => Render();
    }

    private string ReportFolder => Path.Combine(settings.Store, "reports", profile.Name);

    private string Database => Path.Combine(settings.Store, "results.db");

    /// <summary>The experiments among the names of targets.</summary>
    public string[] ExperimentsAmong(IEnumerable<string> targets) =>
        [.. targets.Intersect(profile.Steps.Select(step => step.Experiment).Distinct())];

    public string Plan(IReadOnlyCollection<string> experiments) => PlanText.Render(session.Plan(experiments));

    public void Start(IReadOnlyCollection<string> experiments) => session.Start(experiments);

    public void Wait(string experiment) => session.Wait(experiment).ThrowIfFailed();

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

        reportPrinted = Path.Combine(ReportFolder, "report.html");
        Console.WriteLine($"Report: {reportPrinted}");
    }

    public void Dispose() => session.Dispose();

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
        results.RecordClaims(runId, [.. Claims.All.Select(claim => ClaimEvaluator.Evaluate(claim, results.LoadRun(runId).Steps))]);
        ReportWriter.Write(
            results.LoadRun(runId), Claims.All, ReportFolder,
            new ReportOptions { Title = "Revealing the Dark Secrets of Masked Image Modeling: a reproduction", Profile = profile.Name });
        File.WriteAllText(Stamp, ReportInputs());
    }

    private string Stamp => Path.Combine(ReportFolder, "inputs.sha256");

    private bool ReportIsCurrent() =>
        File.Exists(Path.Combine(ReportFolder, "report.html")) && File.Exists(Stamp) && File.ReadAllText(Stamp) == ReportInputs();

    /// <summary>Changes with any result and with the code that evaluates or draws. Compilation is deterministic, so module ids tell.</summary>
    private string ReportInputs()
    {
        var parts = new StringBuilder();
        foreach (var type in new[] { typeof(ReportWriter), typeof(ResultsDatabase), typeof(Claims) })
        {
            parts.AppendLine(type.Module.ModuleVersionId.ToString());
        }

        foreach (var step in session.Plan([.. profile.Steps.Select(step => step.Experiment).Distinct()]).Steps)
        {
            parts.AppendLine(step.Fingerprint?.Key);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString())));
    }
}
