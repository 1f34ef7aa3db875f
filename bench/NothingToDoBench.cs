using System.Diagnostics;
using System.Globalization;
using MimRepro.Pipeline;

namespace MimRepro.Bench;

/// <summary>What a build costs when every step is cached, at growing numbers of steps; against make and ninja where they are installed.</summary>
/// <remarks>Each measurement is a process of its own. Steps are chains of ten; what a step runs is a shell script of a few lines.</remarks>
internal static class NothingToDoBench
{
    /// <summary>First argument of the process that plans.</summary>
    public const string Mode = "nothing-to-do";

    private const int Chain = 10;
    private const int Rounds = 5;

    private const string Script = """
        while read -r name value; do [ "$name" = '"output":' ] && output=${value#\"} && output=${output%\"*}; done < "$1"
        echo "{\"metrics\":[],\"series\":[],\"figures\":[]}" > "$output/metrics.json"
        echo "$output" > "$output/content"
        """;

    public static void Print(IReadOnlyList<int> sizes)
    {
        Console.WriteLine("steps     first run, ms a step   CPU s   peak MiB   make CPU s   ninja CPU s");
        foreach (var size in sizes)
        {
            var folder = Directory.CreateTempSubdirectory("mimrepro-bench-").FullName;
            try
            {
                Print(folder, size);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The process that is measured: one session over all steps. Prints its peak memory in MiB.</summary>
    public static void Run(string folder, int size)
    {
        var settings = new PipelineSettings
        {
            Store = Path.Combine(folder, "runs"),
            WorkerAssembly = typeof(NothingToDoBench).Assembly.Location,
            WorkerCommand = ["/bin/sh", Path.Combine(folder, "worker.sh")],
            Code = new OneCode(),
            Device = "cpu",
            DataCache = folder,
            Profile = "bench",
            NumericPackages = ["TorchSharp"],
        };
        using var session = new PipelineSession(settings, Steps(size), new PlainProgress(TextWriter.Null));
        session.Start(["Bench"]);
        session.Wait("Bench").ThrowIfFailed();
        session.Complete();
        Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ')[^2]);
    }

    private static void Print(string folder, int size)
    {
        File.WriteAllText(Path.Combine(folder, "worker.sh"), Script);
        var ours = $"dotnet {typeof(NothingToDoBench).Assembly.Location} {Mode} {folder} {size}";
        var clock = Stopwatch.StartNew();
        Measure(ours);
        var first = clock.Elapsed.TotalMilliseconds / size;
        WritePeers(folder, size);
        string[] peers = [$"make -s -C {folder}", $"ninja --quiet -C {folder}"];
        foreach (var peer in peers.Where(IsInstalled)) Measure(peer);
        var rounds = Enumerable.Range(0, Rounds).Select(_ => (Ours: Measure(ours), Peers: peers.Select(peer => IsInstalled(peer) ? Measure(peer).Cpu : double.NaN).ToArray())).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{size,-10}{first,20:0.0}{Paired.Median(rounds.Select(round => round.Ours.Cpu)),8:0.000}{Paired.Median(rounds.Select(round => round.Ours.Peak)),11:0}{Paired.Median(rounds.Select(round => round.Peers[0])),13:0.000}{Paired.Median(rounds.Select(round => round.Peers[1])),14:0.000}"));
    }

    private static Step[] Steps(int size) => [.. Enumerable.Range(0, size).Select(i => new Step
    {
        Name = $"step{i}",
        Kind = new StepKind("trivial"),
        Experiment = "Bench",
        RecipeJson = $$"""{"number":{{i}}}""",
        Inputs = i % Chain == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["before"] = $"step{i - 1}" },
        Estimate = TimeSpan.FromMilliseconds(10),
    })];

    // The same graph for peers: a file a step.
    private static void WritePeers(string folder, int size)
    {
        using var make = new StreamWriter(Path.Combine(folder, "Makefile"));
        using var ninja = new StreamWriter(Path.Combine(folder, "build.ninja"));
        make.WriteLine("all: " + string.Join(' ', Enumerable.Range(0, size).Select(i => $"out{i}")));
        ninja.WriteLine("rule touch\n  command = echo $out > $out");
        for (var i = 0; i < size; i++)
        {
            var input = i % Chain == 0 ? "" : $" out{i - 1}";
            make.WriteLine($"out{i}:{input}\n\techo out{i} > out{i}");
            ninja.WriteLine($"build out{i}: touch{input}");
        }
    }

    private static (double Cpu, double Peak) Measure(string command)
    {
        // The shell's clock counts user and system time of the command and all that it starts.
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"TIMEFORMAT='%3U %3S'; time {command}");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var times = process.StandardError.ReadToEnd().TrimEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{command}' ended with exit code {process.ExitCode}:\n{output.Result}\n{times}");
        }

        var cpu = times[(times.LastIndexOf('\n') + 1)..].Split(' ').Sum(text => double.Parse(text, CultureInfo.InvariantCulture));
        return (cpu, double.TryParse(output.Result, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes / 1024 : double.NaN);
    }

    private static bool IsInstalled(string command) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command.Split(' ')[0])));

    /// <summary>All steps have the same code; reading real code is measured by the start of the build.</summary>
    private sealed class OneCode : ICodeFingerprint
    {
        private readonly CodeManifest manifest = new(CodeManifest.CurrentFormat, [], []);
        private readonly string hash;

        public OneCode() => hash = manifest.Hash();

        public IReadOnlyList<KeyValuePair<string, string>> PartsOf(Step step) => [new(Fingerprint.MethodsPart, hash)];

        public CodeManifest ManifestOf(Step step) => manifest;
    }
}
