using System.Globalization;

namespace MimRepro.Recipes.Validation;

/// <summary>Collects what is wrong with one recipe; checks never stop at the first fault.</summary>
/// <remarks>Every check says whether it held, so that a check that needs another's outcome can wait for it.</remarks>
internal sealed class Faults(string where)
{
    private readonly List<RecipeFault> _found = [];

    public IReadOnlyList<RecipeFault> Found => _found;

    public bool Require(bool holds, string member, string got, string expected)
    {
        if (!holds)
            _found.Add(new(where, member, got, expected));
        return holds;
    }

    public bool Positive(string member, double value) =>
        Require(double.IsFinite(value) && value > 0, member, Text(value), "a finite number above 0");

    public bool NotNegative(string member, double value) =>
        Require(double.IsFinite(value) && value >= 0, member, Text(value), "a finite number of at least 0");

    /// <summary>0 ≤ value &lt; 1, as rates of dropping have it.</summary>
    public bool Rate(string member, double value) => Require(value is >= 0 and < 1, member, Text(value), "0 ≤ value < 1");

    /// <summary>0 ≤ value ≤ 1.</summary>
    public bool Probability(string member, double value) => Require(value is >= 0 and <= 1, member, Text(value), "0 ≤ value ≤ 1");

    public bool Written(string member, string value) =>
        Require(!string.IsNullOrWhiteSpace(value), member, "an empty text", "a text");

    public bool Interval(string member, Interval value, double upperBound) =>
        Require(value.Min > 0 && value.Min <= value.Max && value.Max <= upperBound, member,
            $"{Text(value.Min)} … {Text(value.Max)}",
            double.IsInfinity(upperBound) ? "0 < Min ≤ Max" : $"0 < Min ≤ Max ≤ {Text(upperBound)}");

    public static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text<T>(IEnumerable<T> values) =>
        "[" + string.Join(", ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))) + "]";
}
