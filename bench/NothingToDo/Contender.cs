namespace MimRepro.Bench.NothingToDo;

/// <summary>A build system over the same graph: chains of ten steps, each writing a file.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="MostSteps">Larger graphs take it minutes.</param>
/// <param name="Prepare">Writes what it reads into a folder.</param>
/// <param name="Command">Starts it there.</param>
internal sealed record Contender(string Name, int MostSteps, Action<string, int> Prepare, Func<string, int, string[]> Command)
{
    public static IReadOnlyList<Contender> All { get; } =
    [
        new("ours", int.MaxValue, (_, _) => { }, (folder, size) => ["dotnet", typeof(Contender).Assembly.Location, TrivialSession.Mode, folder, $"{size}"]),
        new("make", int.MaxValue, WriteMakefile, (_, _) => ["make", "-s"]),
        new("ninja", int.MaxValue, WriteNinja, (_, _) => ["ninja", "--quiet"]),
        new("doit", int.MaxValue, WriteDoit, (_, _) => ["doit", "-v0"]),
        new("scons", 1_000, WriteScons, (_, _) => ["scons", "-Q", "-s"]),
        new("snakemake", 1_000, WriteSnakefile, (_, _) => ["snakemake", "-q", "all", "-j1"]),
    ];

    public bool IsInstalled
    {
        get
        {
            string program = Command("", 0)[0];
            return Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        }
    }

    private static void WriteMakefile(string folder, int size) => Write(folder, "Makefile", "all: " + string.Join(' ', Enumerable.Range(0, size).Select(i => $"out{i}")), size,
        (i, input) => $"out{i}:{(input is null ? "" : $" {input}")}\n\techo out{i} > out{i}");

    private static void WriteNinja(string folder, int size) => Write(folder, "build.ninja", "rule write\n  command = echo $out > $out", size,
        (i, input) => $"build out{i}: write{(input is null ? "" : $" {input}")}");

    private static void WriteDoit(string folder, int size) => Write(folder, "dodo.py", $$"""
        def task_all():
            for i in range({{size}}):
                yield {'name': str(i), 'actions': [f'echo out{i} > out{i}'], 'targets': [f'out{i}'],
                       'file_dep': [f'out{i - 1}'] if i % {{NothingToDoBench.Chain}} else [], 'uptodate': [True]}
        """, 0, (_, _) => "");

    private static void WriteScons(string folder, int size) => Write(folder, "SConstruct", $$"""
        env = Environment()
        for i in range({{size}}):
            env.Command(f'out{i}', [f'out{i - 1}'] if i % {{NothingToDoBench.Chain}} else [], f'echo out{i} > out{i}')
        """, 0, (_, _) => "");

    private static void WriteSnakefile(string folder, int size) => Write(folder, "Snakefile", $"rule all:\n    input: [f'out{{i}}' for i in range({size})]", size,
        (i, input) => $"rule:\n    output: 'out{i}'\n{(input is null ? "" : $"    input: '{input}'\n")}    shell: 'echo out{i} > out{i}'");

    private static void Write(string folder, string file, string head, int size, Func<int, string?, string> step)
    {
        using var text = new StreamWriter(Path.Combine(folder, file));
        text.WriteLine(head);
        for (int i = 0; i < size; i++) text.WriteLine(step(i, i % NothingToDoBench.Chain == 0 ? null : $"out{i - 1}"));
    }
}
