using System.Diagnostics;
using System.Globalization;

namespace MimRepro.Bench.NothingToDo;

/// <summary>What a build costs when every step is cached, at growing numbers of steps; against the peers that are installed.</summary>
/// <remarks>Each measurement is a process of its own. Steps are chains of ten; what a step does is to write two small files.</remarks>
internal static class NothingToDoBench
{
    /// <summary>Steps that hang on one another.</summary>
    public const int Chain = 10;

    private const int Rounds = 5;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    public static void Print(IReadOnlyList<int> sizes)
    {
        Console.WriteLine("steps     who            CPU s   ratio   peak MiB   first run, ms a step");
        foreach (int size in sizes)
        {
            string folder = Directory.CreateTempSubdirectory("mimrepro-bench-").FullName;
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

    private static void Print(string folder, int size)
    {
        Contender[] contenders = [.. Contender.All.Where(contender => contender.MostSteps >= size && contender.IsInstalled)];
        foreach (Contender contender in contenders) contender.Prepare(Directory.CreateDirectory(Path.Combine(folder, contender.Name)).FullName, size);
        var first = contenders.Select(contender => Measure(contender, folder, size).Wall.TotalMilliseconds / size).ToArray();
        var rounds = contenders.Select(_ => new List<Usage>()).ToArray();
        for (int round = 0; round < Rounds; round++)
            for (int i = 0; i < contenders.Length; i++)
                if (round == 0 || rounds[i][0].Wall < Slow) rounds[i].Add(Measure(contenders[i], folder, size));
        double ours = Paired.Median(rounds[0].Select(usage => usage.Cpu));
        for (int i = 0; i < contenders.Length; i++)
        {
            double cpu = Paired.Median(rounds[i].Select(usage => usage.Cpu));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{size,-10}{contenders[i].Name,-12}{cpu,8:0.000}{cpu / ours,8:0.00}{Paired.Median(rounds[i].Select(usage => usage.PeakMebibytes)),11:0}{first[i],23:0.0}"));
        }
    }

    // GNU time counts what the command and all that it starts use; the peak is that of the largest process.
    private static Usage Measure(Contender contender, string folder, int size)
    {
        var start = new ProcessStartInfo("time") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.Combine(folder, contender.Name) };
        foreach (string argument in new[] { "-f", "%U %S %M" }.Concat(contender.Command(start.WorkingDirectory, size))) start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string said = process.StandardError.ReadToEnd().TrimEnd();
        process.WaitForExit();
        TimeSpan wall = clock.Elapsed;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{string.Join(' ', start.ArgumentList)}' ended with exit code {process.ExitCode}:\n{output.Result}\n{said}");
        double[] numbers = [.. said[(said.LastIndexOf('\n') + 1)..].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return new Usage(numbers[0] + numbers[1], numbers[2] / 1024, wall);
    }

    private sealed record Usage(double Cpu, double PeakMebibytes, TimeSpan Wall);
}
