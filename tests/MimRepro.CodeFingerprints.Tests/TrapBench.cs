using MimRepro.Pipeline;
using MimRepro.Results;

namespace MimRepro.CodeFingerprints.Tests;

/// <summary>A store in which three steps have run, and the code they ran with, to be changed.</summary>
internal sealed class TrapBench : IDisposable
{
    private const string FirstRecipe = """{"schedule":{"$type":"linear"},"steps":3}""";
    private readonly string pristine = Directory.CreateTempSubdirectory("mimrepro-traps-").FullName;
    private readonly Dictionary<string, string> sources;
    private StepCodeFolder code = new();

    public TrapBench()
    {
        sources = Directory.EnumerateFiles(code.Sources, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(code.Sources, file), File.ReadAllText);
        Store = Path.Combine(code.Folder, "runs");
        if (Execute() != "prepare score train") throw new InvalidOperationException("The first build has to run everything.");
        CopyStore(Store, pristine);
    }

    public string Recipe { get; set; } = FirstRecipe;
    public string PackageVersion { get; set; } = "1.0.0";
    public bool Debug { get; set; }
    private string Store { get; set; }

    /// <summary>Everything as it was after the first build.</summary>
    public void Reset()
    {
        (Recipe, PackageVersion, Debug) = (FirstRecipe, "1.0.0", false);
        foreach ((string file, string text) in sources) File.WriteAllText(Path.Combine(code.Sources, file), text);
        Directory.Delete(Store, recursive: true);
        CopyStore(pristine, Store);
    }

    public void Edit(string file, string from, string to) => code.Edit(file, from, to);

    public void EditAll(string file, string from, string to)
    {
        string path = Path.Combine(code.Sources, file);
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to, StringComparison.Ordinal));
    }

    public void TouchInput() => File.SetLastWriteTimeUtc(InputFile(), new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    public void ChangeInput()
    {
        string file = InputFile();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "1 2 4");
        File.SetLastWriteTimeUtc(file, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    /// <summary>Other instructions, same result.</summary>
    public void EqualOutput(bool build = true)
    {
        Edit("Worker/Prepare.cs", "int lines = 0", "int lines = text.Length - text.Length");
        if (build) Assert.Equal("prepare", Executed());
    }

    public void DeleteInput() => Directory.Delete(Path.GetDirectoryName(InputFile())!, recursive: true);

    /// <summary>Changes code, builds everything with it, and changes it back.</summary>
    public void ThereAndBack(string file, string from, string to)
    {
        Edit(file, from, to);
        Executed();
        Edit(file, to, from);
    }

    public void Move()
    {
        var elsewhere = new StepCodeFolder();
        CopyStore(Store, Path.Combine(elsewhere.Folder, "runs"));
        code.Dispose();
        code = elsewhere;
        Store = Path.Combine(code.Folder, "runs");
    }

    /// <summary>Compiles, and says which steps a build would have to run whatever their inputs turn out to be.</summary>
    public string Planned()
    {
        code.Build(Debug, PackageVersion);
        using PipelineSession session = Session();
        return Names(session.Plan(["Work"]).Steps.Where(step => step.Action == PlannedAction.Run).Select(step => step.Step.Name));
    }

    /// <summary>Why a step has to run.</summary>
    public IReadOnlyList<RerunReason> Reasons(string step)
    {
        code.Build(Debug, PackageVersion);
        using PipelineSession session = Session();
        return session.Plan(["Work"]).Steps.Single(planned => planned.Step.Name == step).Reasons;
    }

    /// <summary>Compiles, builds, and says which steps ran.</summary>
    public string Executed()
    {
        code.Build(Debug, PackageVersion);
        return Execute();
    }

    public void Dispose()
    {
        code.Dispose();
        Directory.Delete(pristine, recursive: true);
    }

    private string InputFile() => Directory.EnumerateFiles(Path.Combine(Store, "artifacts"), "data.txt", SearchOption.AllDirectories).Single();

    private string Execute()
    {
        using PipelineSession session = Session();
        session.Start(["Work"]);
        ExperimentResult result = session.Wait("Work");
        session.Complete();
        result.ThrowIfFailed();
        return Names(result.Steps.Where(step => step.Outcome == StepOutcome.Ran).Select(step => step.Step));
    }

    private PipelineSession Session() => new(
        new PipelineSettings
        {
            Store = Store,
            WorkerAssembly = code.Worker,
            Code = code.Code(cached: true),
            Device = "cpu",
            Slots = 2,
            DataCache = Path.Combine(code.Folder, "data"),
            Profile = "traps",
            NumericPackages = ["Nothing"],
        },
        Steps(), new PlainProgress(TextWriter.Null));

    private static string Names(IEnumerable<string> steps) => string.Join(' ', steps.Order(StringComparer.Ordinal));

    private Step[] Steps() =>
    [
        Step("prepare", "{}", []),
        Step("train", Recipe, new() { ["data"] = "prepare" }),
        Step("score", """{"places":2}""", new() { ["model"] = "train" }),
    ];

    private static Step Step(string kind, string recipe, Dictionary<string, string> inputs) => new()
    {
        Name = kind,
        Kind = new StepKind(kind),
        Experiment = "Work",
        RecipeJson = recipe,
        Inputs = inputs,
        Estimate = TimeSpan.FromSeconds(1),
    };

    // With times, which the store compares.
    private static void CopyStore(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(file));
        }
    }
}
