using System.Globalization;

namespace MimRepro.Reporting.Views;

/// <summary>Numbers as people read them, the same under every culture.</summary>
internal static class Format
{
    private const string Minus = "\u2212", NarrowSpace = "\u202f", NoBreakSpace = "\u00a0";

    /// <summary>About three significant digits: 0.0123, 1.23, 12.3, 1 234.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return value > 0 ? "∞" : value < 0 ? Minus + "∞" : "–";
        var size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e7))
            return Signs(value.ToString("0.00e0", CultureInfo.InvariantCulture));
        var decimals = size switch { 0 => 0, >= 1000 => 0, >= 100 => 1, >= 10 => 2, >= 1 => 3, >= 0.1 => 3, >= 0.01 => 4, _ => 6 };
        return Signs(value.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture)).Replace(",", NarrowSpace);
    }

    public static string Number(double value, string unit) => unit switch
    {
        "" => Number(value),
        "%" => Number(value) + NarrowSpace + "%",
        _ => Number(value) + NoBreakSpace + unit,
    };

    /// <summary>With its sign, for effects: a difference of percentages is in points.</summary>
    public static string Signed(double value, string unit) => (value > 0 ? "+" : "") + Difference(value, unit);

    public static string Difference(double value, string unit) => Number(value, unit == "%" ? "points" : unit);

    public static string Integer(long value) => Signs(value.ToString("#,0", CultureInfo.InvariantCulture)).Replace(",", NarrowSpace);

    /// <summary>[low, high], or why there is none.</summary>
    public static string Interval(double? low, double? high, string unit = "") =>
        low is { } a && high is { } b && double.IsFinite(a) && double.IsFinite(b)
            ? $"[{Number(a)}, {Number(b)}]" + (unit == "" ? "" : NoBreakSpace + unit)
            : "needs 2 or more seeds";

    public static string Duration(double seconds)
    {
        if (seconds < 60)
            return (seconds < 10 ? seconds.ToString("0.0", CultureInfo.InvariantCulture) : Integer((long)Math.Round(seconds))) + NoBreakSpace + "s";
        var whole = (long)Math.Round(seconds);
        return whole < 3600
            ? $"{whole / 60}{NoBreakSpace}min {whole % 60:00}{NoBreakSpace}s"
            : $"{whole / 3600}{NoBreakSpace}h {whole / 60 % 60:00}{NoBreakSpace}min";
    }

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Coordinates of a drawing or a chart: short, round trips well enough for a screen.</summary>
    public static double Rounded(double value) =>
        double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Signs(string text) => text.Replace("-", Minus);
}
