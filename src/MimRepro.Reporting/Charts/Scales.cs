namespace MimRepro.Reporting.Charts;

/// <summary>Axis ranges shared by the panels of a chart.</summary>
internal static class Scales
{
    /// <summary>Ends on round numbers that enclose all values.</summary>
    public static (double Min, double Max) Round(IEnumerable<double> values, bool fromZero = false)
    {
        var all = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (fromZero ? Math.Min(0, all.Min()) : all.Min(), all.Max());
        if (high - low < 1e-12)
            (low, high) = (fromZero ? 0 : low - Math.Max(1e-3, Math.Abs(low) * 0.05), high + Math.Max(1e-3, Math.Abs(high) * 0.05));
        var step = Step(high - low, 5);
        return (Math.Floor(low / step + 1e-9) * step + 0.0, Math.Ceiling(high / step - 1e-9) * step);
    }

    /// <summary>The round distance (1, 2 or 5 times a power of ten) that cuts a range into about so many parts.</summary>
    public static double Step(double range, int parts)
    {
        var raw = range / parts;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }

    /// <summary>Marks of an axis from Min to Max.</summary>
    public static IReadOnlyList<double> Ticks(Axis axis, int parts)
    {
        if (axis.Log)
            return LogTicks(axis).ToArray();
        var step = Step(axis.Max - axis.Min, parts);
        if (axis.Whole)
            step = Math.Max(1, Math.Round(step));
        var ticks = new List<double>();
        for (var tick = Math.Ceiling(axis.Min / step - 1e-9) * step; tick <= axis.Max + step * 1e-9; tick += step)
            ticks.Add(Math.Round(tick, 10) + 0.0); // + 0.0 turns a negative zero into zero
        return ticks;
    }

    private static IEnumerable<double> LogTicks(Axis axis)
    {
        for (var power = Math.Floor(Math.Log10(axis.Min)); power <= Math.Ceiling(Math.Log10(axis.Max)); power++)
            foreach (var digit in new[] { 1, 2, 5 })
                if (digit * Math.Pow(10, power) is var tick && tick >= axis.Min * 0.999 && tick <= axis.Max * 1.001)
                    yield return tick;
    }
}
