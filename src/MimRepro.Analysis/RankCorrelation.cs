namespace MimRepro.Analysis;

/// <summary>Spearman's rank correlation.</summary>
public static class RankCorrelation
{
    /// <summary>Pearson's correlation of ranks, −1 … 1; equal values share their mean rank. 0 if either side is constant.</summary>
    public static double Of(double[] first, double[] second)
    {
        var (x, y) = (Ranks(first), Ranks(second));
        var middle = (first.Length + 1) / 2.0; // the mean of all ranks
        var (both, onX, onY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            both += (x[i] - middle) * (y[i] - middle);
            onX += (x[i] - middle) * (x[i] - middle);
            onY += (y[i] - middle) * (y[i] - middle);
        }
        return onX == 0 || onY == 0 ? 0 : both / Math.Sqrt(onX * onY);
    }

    private static double[] Ranks(double[] values) =>
        [.. values.Select(value => 1 + values.Count(other => other < value) + (values.Count(other => other == value) - 1) / 2.0)];
}
