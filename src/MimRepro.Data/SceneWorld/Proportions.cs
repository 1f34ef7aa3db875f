namespace MimRepro.Data.SceneWorld;

/// <summary>How one creature departs from its plan: factors of lengths, 1 everywhere for the plan itself.</summary>
public sealed record Proportions(double Girth, double LegLength, double LegWidth, double NeckLength, double HeadSize, double SnoutLength,
    double TailLength, double EarSize, double HornSize, double WingSpan, double BackHeight)
{
    public const int Count = 11;

    public static readonly Proportions Plain = Of([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

    /// <param name="factors"><see cref="Count"/> numbers above 0, in the order of the members.</param>
    internal static Proportions Of(ReadOnlySpan<double> factors) => new(factors[0], factors[1], factors[2], factors[3], factors[4], factors[5],
        factors[6], factors[7], factors[8], factors[9], factors[10]);

    public double[] ToArray() => [Girth, LegLength, LegWidth, NeckLength, HeadSize, SnoutLength, TailLength, EarSize, HornSize, WingSpan, BackHeight];

    /// <summary>Both departures at once.</summary>
    public Proportions Times(Proportions other)
    {
        double[] mine = ToArray(), theirs = other.ToArray();
        for (var i = 0; i < Count; i++)
            mine[i] *= theirs[i];
        return Of(mine);
    }
}
