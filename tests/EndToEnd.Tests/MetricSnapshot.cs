using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MimRepro.Results;

namespace EndToEnd.Tests;

/// <summary>Pinned metrics, each within the tolerance that its descriptor states: other processors round otherwise.</summary>
public static class MetricSnapshot
{
    /// <param name="measured">step/metric → value.</param>
    /// <param name="text">The same as it is stored.</param>
    public static void Match(IReadOnlyDictionary<string, double> measured, string text, string name, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, "__snapshots__", name + ".csv");
        if (!File.Exists(file))
        {
            // A build with mapped paths does not know the source folder; the repository does.
            file = Path.Combine(DriverProcess.Root, "tests", "EndToEnd.Tests", "__snapshots__", name + ".csv");
        }

        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return;
        }

        Assert.True(File.Exists(file), $"{file} is missing. To accept what was measured: UPDATE_SNAPSHOTS=1 ./build.sh Test");
        var pinned = File.ReadAllLines(file).Select(line => line.Split(',')).ToDictionary(
            parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        var difference = new StringBuilder();
        foreach (var key in pinned.Keys.Union(measured.Keys).Order(StringComparer.Ordinal))
        {
            Compare(key, pinned.TryGetValue(key, out var expected) ? expected : null, measured.TryGetValue(key, out var got) ? got : null, difference);
        }

        Assert.True(difference.Length == 0, $"Metrics differ from {name}:\n{difference}To accept what was measured: UPDATE_SNAPSHOTS=1 ./build.sh Test");
    }

    private static void Compare(string key, double? expected, double? got, StringBuilder difference)
    {
        var descriptor = MetricDescriptors.Get(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var allowed = descriptor.AbsoluteTolerance + descriptor.RelativeTolerance * Math.Abs(expected ?? 0);
        if (expected is null || got is null || !descriptor.Agrees(expected.Value, got.Value))
        {
            difference.AppendLine(CultureInfo.InvariantCulture, $"  {key}: expected {expected?.ToString("R", CultureInfo.InvariantCulture) ?? "nothing"} ± {allowed:G3}, got {got?.ToString("R", CultureInfo.InvariantCulture) ?? "nothing"}");
        }
    }
}
