using System.Runtime.Versioning;
using MimRepro.Results;

[assembly: UnsupportedOSPlatform("windows")] // the fake worker is a shell script

namespace MimRepro.Pipeline.Tests;

/// <summary>A store, a worker that is a shell script, and code that is a text file: the whole engine without libtorch.</summary>
internal sealed class FakeWorker : IDisposable
{
    private const string Script = """
        #!/bin/sh
        field() { sed -n "s/^ *\"$1\": \"\(.*\)\"[,]\{0,1\}\$/\1/p" "$request" | head -n 1; }
        request="$1"
        output=$(field output); step=$(field step); value=$(field value); data=$(field data); here=$(dirname "$0")
        echo "$step" >> "$here/executions"
        finish() { echo "{\"metrics\":[{\"name\":\"top1\",\"value\":$1,\"at\":{\"layer\":1}}],\"series\":[],\"figures\":[]}" > "$output/metrics.json"; }
        case "$(field behaviour)" in
          ok) echo '{"type":"progress","done":1,"total":2,"rate":3.5,"unit":"files","text":"half"}'
              [ -n "$data" ] && cat "$data/metrics.json" > "$output/input.txt"
              finish "$value" ;;
          constant) finish 1 ;;
          picture) printf '\211PNG\r\n\032\n%s' "$value" > "$output/p.png"
              echo "{\"metrics\":[{\"name\":\"top1\",\"value\":$value},{\"name\":\"cka\",\"value\":0.25,\"at\":{\"layer\":1,\"other_layer\":2,\"epoch\":3}}],\"series\":[{\"name\":\"loss\",\"xName\":\"epoch\",\"x\":[0,1],\"y\":[0.1,0.30000000000000004]}],\"figures\":[{\"name\":\"p\",\"file\":\"p.png\",\"caption\":\"c\",\"alt\":\"a\"}]}" > "$output/metrics.json" ;;
          linked) ln -s /etc/passwd "$output/link"; finish 1 ;;
          fault) echo "thinking"; echo "Unhandled exception: index 7 is out of range" >&2; exit 1 ;;
          user) printf '%s\n' '{"type":"error","text":"Data folder is missing.\n  expected: /data/x"}'; exit 2 ;;
          killed) kill -9 $$ ;;
          killed-once) [ -e "$here/once" ] || { touch "$here/once"; kill -9 $$; }; finish 1 ;;
          resumed) echo '{"type":"resumed","seconds":1234.5}'; finish 1 ;;
          crash) kill -SEGV $$ ;;
          silent) exit 3 ;;
          garbage) head -c 300000 /dev/urandom; echo; echo '{"type":"progress","done":"x"'; echo '{"type":null}'; echo '[1]'; echo null; finish 1 ;;
          nothing) exit 0 ;;
          bad) echo '{"metrics":[{"name":"no_such","value":1}],"series":[],"figures":[{"name":"f","file":"../../x.png","caption":"c","alt":"a"}]}' > "$output/metrics.json" ;;
          unknown) echo '{"metrics":[{"name":"no_such","value":1}],"series":[],"figures":[]}' > "$output/metrics.json" ;;
          environment) env > "$here/environment"; finish 1 ;;
          sleep) touch "$here/sleeping"; sleep 60; finish 1 ;;
        esac
        """;

    public FakeWorker()
    {
        Folder = Directory.CreateTempSubdirectory("mimrepro-pipeline-").FullName;
        File.WriteAllText(ScriptPath, Script.ReplaceLineEndings("\n"));
        File.WriteAllText(Path.Combine(Folder, "Fake.deps.json"), """
            { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0/linux-x64" },
              "libraries": { "Fake/1.0": { "type": "project" }, "Tensors/1.2.3": { "type": "package" }, "Colours/9.0": { "type": "package" } } }
            """);
        WriteCode("first version");
        Settings = new PipelineSettings
        {
            Store = Path.Combine(Folder, "runs"),
            WorkerAssembly = Path.Combine(Folder, "Fake.dll"),
            Code = new FileCode(Folder),
            WorkerCommand = ["/bin/sh", ScriptPath],
            Device = "cpu",
            Slots = 2,
            DataCache = Path.Combine(Folder, "cache"),
            Profile = "test",
            NumericPackages = ["Tensors"],
            Environment = new Dictionary<string, string> { ["os"] = "test" },
        };
    }

    public string Folder { get; }
    public PipelineSettings Settings { get; set; }
    public RecordingView View { get; } = new();
    private string ScriptPath => Path.Combine(Folder, "worker.sh");

    public IReadOnlyList<string> Executions => File.Exists(Path.Combine(Folder, "executions")) ? File.ReadAllLines(Path.Combine(Folder, "executions")) : [];

    public string Store(params string[] path) => Path.Combine([Settings.Store, .. path]);

    public void WriteCode(string text, string assembly = "Code") => File.WriteAllText(Path.Combine(Folder, assembly + ".dll"), text);

    public static Step Step(string name, string behaviour = "ok", string value = "1", string? input = null, string experiment = "Work", string extra = "") => new()
    {
        Name = name,
        Kind = new StepKind("fake"),
        Experiment = experiment,
        RecipeJson = $$"""{"behaviour":"{{behaviour}}","value":"{{value}}"{{extra}}}""",
        Inputs = input is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["data"] = input },
        Tags = new Dictionary<string, string> { ["seed"] = "0" },
        Estimate = TimeSpan.FromSeconds(10),
    };

    public PipelineSession Session(params Step[] steps) => new(Settings, steps, View);

    public Plan Plan(params Step[] steps)
    {
        using PipelineSession session = Session(steps);
        return session.Plan([.. steps.Select(step => step.Experiment).Distinct()]);
    }

    /// <summary>Runs everything to its end.</summary>
    public Outcome Run(params Step[] steps)
    {
        string[] experiments = [.. steps.Select(step => step.Experiment).Distinct()];
        using PipelineSession session = Session(steps);
        session.Start(experiments);
        List<ExperimentResult> results = [.. experiments.Select(session.Wait)];
        session.Complete();
        return new Outcome(session.RunId, session.AllCached, [.. results.SelectMany(result => result.Steps)], results);
    }

    public RunRecord Recorded(string runId)
    {
        using ResultsDatabase database = ResultsDatabase.OpenReadOnly(Store("results.db"));
        return database.LoadRun(runId);
    }

    /// <summary>Messages without what differs from machine to machine and run to run.</summary>
    public string Clean(string text) => System.Text.RegularExpressions.Regex.Replace(
        text.Replace(Folder, "<folder>", StringComparison.Ordinal), "[0-9a-f]{32,64}|(?<=-)[0-9a-f]{8}(?=/)", "<hash>");

    /// <summary>Every file and folder with size and time.</summary>
    public IReadOnlyList<string> Snapshot() => [.. new DirectoryInfo(Folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Select(entry => $"{entry.FullName} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Code that is one text file with one method.</summary>
internal sealed class FileCode(string folder) : ICodeFingerprint
{
    public IReadOnlyList<KeyValuePair<string, string>> PartsOf(Step step) => [new(Fingerprint.MethodsPart, ManifestOf(step).Hash())];

    public CodeManifest ManifestOf(Step step)
    {
        string path = Path.Combine(folder, "Code.dll");
        if (!File.Exists(path)) throw new PipelineInputException($"Code of a step cannot be read.\n  file: {path}");
        return new(CodeManifest.CurrentFormat, [new CodeNode("Code|Run", "Code.Run()", File.ReadAllText(path), "", "", "", "Code.cs:3")], []);
    }
}

internal sealed record Outcome(string? RunId, bool AllCached, IReadOnlyList<StepResult> Steps, IReadOnlyList<ExperimentResult> Experiments)
{
    public StepOutcome this[string step] => Steps.Single(result => result.Step == step).Outcome;

    public Exception Error(string step) => Steps.Single(result => result.Step == step).Error!;
}
