using System.Diagnostics;
using System.Globalization;

namespace MimRepro.Bench;

/// <summary>Two things measured alternately, so that whatever else the machine does meets both.</summary>
internal static class Paired
{
    private const int Rounds = 5;

    /// <param name="Units">Units of work one call does.</param>
    /// <param name="Run">The call; the first one is not counted.</param>
    public sealed record Subject(double Units, Action Run);

    /// <summary>Prints the median rate of each and the median of the rounds' ratios.</summary>
    public static void Print(string name, Subject ours, Subject other)
    {
        ours.Run();
        other.Run();
        var rates = Enumerable.Range(0, Rounds).Select(_ => (Ours: Rate(ours), Other: Rate(other))).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-50}{Median(rates.Select(rate => rate.Ours)),10:0.0}{Median(rates.Select(rate => rate.Other)),13:0.0}{Median(rates.Select(rate => rate.Ours / rate.Other)),12:0.00}"));
    }

    private static double Rate(Subject subject)
    {
        var clock = Stopwatch.StartNew();
        subject.Run();
        return subject.Units / clock.Elapsed.TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return ordered[ordered.Length / 2];
    }
}
