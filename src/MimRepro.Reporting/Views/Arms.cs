using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>One side of a comparison: the same name, colour and place everywhere.</summary>
internal sealed record ArmView(string Key, string Label)
{
    public string Style => Arms.Style(Key);
}

internal static class Arms
{
    private static readonly ArmView[] Known =
    [
        new("mim", "SimMIM"), new("supervised", "Supervised"), new("scratch", "From scratch"), new("pixels", "Raw pixels"),
    ];

    private const int Numbered = 6;

    public static string Of(StepRow step) => step.Tags.GetValueOrDefault("arm", "");

    public static int Seed(StepRow step) =>
        int.TryParse(step.Tags.GetValueOrDefault("seed", ""), out var seed) ? seed : 0;

    public static string Label(string key) => Known.FirstOrDefault(x => x.Key == key)?.Label ?? key;

    /// <summary>The arms in the fixed order; arms that the report does not know come last, by name.</summary>
    public static IReadOnlyList<ArmView> Ordered(IEnumerable<string> keys) =>
        keys.Where(x => x != "").Distinct()
            .OrderBy(x => Array.FindIndex(Known, y => y.Key == x) is var i && i < 0 ? Known.Length : i)
            .ThenBy(x => x, StringComparer.Ordinal)
            .Select(x => new ArmView(x, Label(x))).ToArray();

    /// <summary>Class of an arm for style sheets. Numbered arms (<c>2: name</c>) take the colours in turn; others without one of their own share one.</summary>
    public static string Style(string key) => Known.Any(x => x.Key == key) ? key
        : key.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end && int.TryParse(key.AsSpan(0, end), out var number) && number > 0
            ? $"number-{(number - 1) % Numbered + 1}" : "other";
}
