using System.Globalization;

namespace MimRepro.Results.Claims;

/// <summary>Judges registered claims by what a run measured. Pure: the same records give the same verdicts.</summary>
/// <remarks>
/// A test takes one effect a seed, left − right − constant, and turns its sign so that positive supports the
/// claim. With the mean effect m, its two-sided 95 % t interval [low, high] and the minimum effect e ≥ 0, the first line
/// that holds is the verdict; one always holds, so verdicts are total and exclude each other:
/// <list type="number">
/// <item>no seed has both values: <see cref="Verdict.NotRun"/>.</item>
/// <item>one seed only, so no interval: <see cref="Verdict.Inconclusive"/>.</item>
/// <item>low &gt; 0 and m ≥ e: <see cref="Verdict.Reproduced"/>. The effect has the claimed sign and a size that counts.</item>
/// <item>low &gt; 0 (and m &lt; e): <see cref="Verdict.NotReproduced"/>. The sign is right, the size does not count.</item>
/// <item>high &lt; e or high ≤ 0: <see cref="Verdict.NotReproduced"/>. No effect that counts is compatible with the data.</item>
/// <item>else, the interval covers both zero and e: <see cref="Verdict.Inconclusive"/>.</item>
/// </list>
/// A claim is NotRun if any of its tests is; else NotReproduced if any is; else Inconclusive if any is; else Reproduced.
/// </remarks>
public static class ClaimEvaluator
{
    private static readonly Verdict[] WeakestFirst = [Verdict.NotRun, Verdict.NotReproduced, Verdict.Inconclusive, Verdict.Reproduced];

    public static ClaimResult Evaluate(ClaimDefinition claim, RunRecord run) => Evaluate(claim, run.Steps);

    /// <exception cref="ArgumentException">The definition fits these steps in no unique way: two steps for one seed, a step
    /// without seed, an unknown metric, no test, or a minimum effect below zero.</exception>
    public static ClaimResult Evaluate(ClaimDefinition claim, IReadOnlyList<StepRecord> steps)
    {
        if (claim.Tests.Count == 0)
            throw new ArgumentException($"Claim '{claim.Id}' has no test, so nothing could judge it.", nameof(claim));
        var tests = claim.Tests.Select(test => Evaluate(claim.Id, test, steps)).ToList();
        return new(claim, WeakestFirst.First(verdict => tests.Any(test => test.Verdict == verdict)), tests);
    }

    private static TestResult Evaluate(string claim, ClaimTest test, IReadOnlyList<StepRecord> steps)
    {
        var where = $"claim '{claim}', test '{test.Id}'";
        if (!(test.MinimumEffect >= 0))
            throw new ArgumentException($"Minimum effect of {where} is {Text(test.MinimumEffect)}, expected 0 or more.", nameof(test));
        var left = ValuesBySeed(where, test.Left, steps);
        var right = test.Right is { } quantity ? ValuesBySeed(where, quantity, steps) : null;
        var seeds = left.Where(pair => right?.ContainsKey(pair.Key) ?? true)
            .Select(pair => Effect(pair.Key, pair.Value, right is null ? test.Constant : right[pair.Key], right is null ? 0 : test.Constant)).ToList();
        if (seeds.Count == 0)
            return new(test, Verdict.NotRun, seeds, null, null, null);
        var effect = Intervals.Mean95(seeds.ConvertAll(seed => seed.Effect));
        return new(test, Judge(Supporting(effect, test.Direction), test.MinimumEffect), seeds, effect.Mean, effect.Low, effect.High);
    }

    /// <summary>Values of the quantity, by rising seed; only seeds that have both where something is taken away.</summary>
    private static SortedDictionary<int, double> ValuesBySeed(string where, Quantity quantity, IReadOnlyList<StepRecord> steps)
    {
        var values = MeasuredBySeed(where, quantity, steps);
        if (quantity.Minus is not { } minus)
            return values;
        var taken = ValuesBySeed(where, minus, steps);
        return new(values.Where(pair => taken.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value - taken[pair.Key]));
    }

    /// <summary>Values of the scalar metric over the steps with all these tags, by rising seed.</summary>
    private static SortedDictionary<int, double> MeasuredBySeed(string where, Quantity quantity, IReadOnlyList<StepRecord> steps)
    {
        MetricDescriptors.Get(quantity.Metric);
        var found = new SortedDictionary<int, double>();
        foreach (var record in steps.Where(record => Carries(record.Step.Tags, quantity.Tags)))
            foreach (var metric in record.Metrics.Where(metric => IsScalar(metric) && metric.Name == quantity.Metric))
                if (!found.TryAdd(Seed(where, record.Step), metric.Value))
                    throw new ArgumentException($"Quantity '{quantity.Metric}' of {where} has two values for seed {Seed(where, record.Step)}.\n"
                        + $"  steps: {string.Join(", ", steps.Where(other => Carries(other.Step.Tags, quantity.Tags)).Select(other => other.Step.Name))}\n"
                        + "  Add tags to the quantity until one step a seed is left.");
        return found;
    }

    // A constant alone stands on the right.
    private static SeedEffect Effect(int seed, double left, double right, double constant) => new(seed, left, right, left - right - constant);

    private static Interval Supporting(Interval effect, Direction direction) => direction == Direction.Greater
        ? effect
        : new(-effect.Mean, -effect.High, -effect.Low, effect.Count);

    private static Verdict Judge(Interval effect, double minimumEffect)
    {
        if (effect.Low is not { } low || effect.High is not { } high)
            return Verdict.Inconclusive;
        if (low > 0)
            return effect.Mean >= minimumEffect ? Verdict.Reproduced : Verdict.NotReproduced;
        return high < minimumEffect || high <= 0 ? Verdict.NotReproduced : Verdict.Inconclusive;
    }

    private static bool Carries(IReadOnlyDictionary<string, string> tags, IReadOnlyDictionary<string, string> wanted) =>
        wanted.All(tag => tags.TryGetValue(tag.Key, out var value) && value == tag.Value);

    private static bool IsScalar(MetricRow metric) => metric is { Epoch: null, Layer: null, Head: null, OtherLayer: null };

    private static int Seed(string where, StepRow step) =>
        step.Tags.TryGetValue("seed", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new ArgumentException($"Step '{step.Name}' matches {where} but its tag 'seed' is '{text}', expected a whole number.");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
