using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace MimRepro.Bench;

/// <summary>Kills the build and its workers at random moments, starts the same command again, and compares what comes out.</summary>
internal static class KillRun
{
    private const double LeastPause = 0.5, MostPause = 9;
    private const int MostStarts = 200;
    private const int MostInAStore = 12; // a store ends sooner or later; several show that it was no accident

    /// <param name="root">The repository, compiled.</param>
    /// <param name="kills">How many SIGKILLs to send in all.</param>
    /// <param name="seed">Of the moments and the victims.</param>
    /// <returns>Whether every store ended like the undisturbed one, and some training went on from a state.</returns>
    public static bool Execute(string root, int kills, int seed)
    {
        string work = Directory.CreateTempSubdirectory("mimrepro-kills-").FullName;
        try
        {
            var random = new Random(seed);
            string calm = Path.Combine(work, "calm");
            using (Process build = Start(root, calm)) build.WaitForExit();
            IReadOnlyList<string> wanted = Results(calm);
            Console.WriteLine($"undisturbed: {wanted.Count - 1} artifacts");
            int sent = 0, stores = 0, same = 0, resumed = 0;
            while (sent < kills)
            {
                string store = Path.Combine(work, $"killed-{stores++}");
                int here = Disturb(root, store, random, Math.Min(MostInAStore, kills - sent));
                sent += here;
                bool equal = Results(store).SequenceEqual(wanted);
                same += equal ? 1 : 0;
                resumed += Resumed(store);
                Console.WriteLine($"store {stores}: {here} kills, {(equal ? "same metrics.csv and artifacts" : "DIFFERENT")} ({sent} of {kills})");
                Directory.Delete(store, recursive: true);
            }
            Console.WriteLine($"{sent} kills in {stores} stores: {same} of {stores} ended bit for bit like the undisturbed one.");
            Console.WriteLine($"{resumed} trainings went on from a state they had kept{(resumed == 0 ? ": NONE, so going on was not tried" : "")}.");
            return same == stores && resumed > 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static int Resumed(string store) => Directory.EnumerateFiles(Path.Combine(store, "logs"), "worker.log", SearchOption.AllDirectories)
        .Sum(log => File.ReadLines(log).Count(line => line.Contains("Going on after", StringComparison.Ordinal)));

    // The same command until it ends by itself; until then it is killed again and again.
    private static int Disturb(string root, string store, Random random, int most)
    {
        int sent = 0;
        for (int start = 0; start < MostStarts; start++)
        {
            using Process build = Start(root, store);
            while (sent < most && !build.WaitForExit(TimeSpan.FromSeconds(LeastPause + (MostPause - LeastPause) * random.NextDouble())))
            {
                int[] victims = [build.Id, .. WorkersOf(store)];
                if (Kill(victims[random.Next(victims.Length)])) sent++;
            }
            build.WaitForExit();
            if (build.ExitCode == 0) return sent;
        }
        throw new InvalidOperationException($"The build of {store} never ended by itself.");
    }

    private static Process Start(string root, string store) => Process.Start(new ProcessStartInfo(Path.Combine(root, "build.sh"))
    {
        ArgumentList = { "Reproduce", "--profile", "smoke", "--store", store },
        RedirectStandardOutput = false,
        WorkingDirectory = root,
    })!;

    // Workers are told where their step's request lies: under the store.
    private static IEnumerable<int> WorkersOf(string store) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where name.All(char.IsAsciiDigit)
        let command = CommandOf(folder)
        where command.Contains("MimRepro.Worker.dll", StringComparison.Ordinal) && command.Contains(store + "/", StringComparison.Ordinal)
        select int.Parse(name, CultureInfo.InvariantCulture);

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it ended
        }
    }

    private static bool Kill(int process)
    {
        try
        {
            using var victim = Process.GetProcessById(process);
            victim.Kill();
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false; // it ended by itself
        }
    }

    // Artifacts are named by the hash of their content, and every file is hashed here once more.
    private static IReadOnlyList<string> Results(string store)
    {
        string metrics = Path.Combine(store, "reports", "smoke", "metrics.csv");
        return
        [
            HashOf(metrics),
            .. Directory.EnumerateDirectories(Path.Combine(store, "artifacts")).Order(StringComparer.Ordinal).Select(artifact =>
                Path.GetFileName(artifact) + string.Concat(Directory.EnumerateFiles(artifact, "*", SearchOption.AllDirectories)
                    .Where(file => Path.GetFileName(file) != "manifest.json").Order(StringComparer.Ordinal).Select(HashOf))),
        ];
    }

    private static string HashOf(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
