using System.Globalization;

namespace MimRepro.Pipeline;

/// <summary>Durations for people: two units at most.</summary>
internal static class DurationText
{
    public static string Of(TimeSpan duration)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        return duration.TotalSeconds switch
        {
            < 9.95 => string.Create(culture, $"{duration.TotalSeconds:0.0} s"),
            < 59.5 => string.Create(culture, $"{duration.TotalSeconds:0} s"),
            < 3600 => string.Create(culture, $"{(int)duration.TotalMinutes} min {duration.Seconds:00} s"),
            < 172_800 => string.Create(culture, $"{(int)duration.TotalHours} h {duration.Minutes:00} min"),
            _ => string.Create(culture, $"{duration.TotalDays:0.0} days"),
        };
    }
}
