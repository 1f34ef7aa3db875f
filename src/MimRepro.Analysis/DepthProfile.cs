namespace MimRepro.Analysis;

/// <summary>Single numbers that say how a quantity changes with depth; values are [layer][head], from the input up.</summary>
/// <remarks>A third of the layers is rounded up. PAPER.md 1, claims C1, C2, C4, C5 and C7, proposes these numbers.</remarks>
public static class DepthProfile
{
    private const int TopLayers = 3;

    /// <summary>Mean over the heads of each layer.</summary>
    public static double[] LayerMeans(double[][] values) => [.. values.Select(heads => heads.Average())];

    /// <summary>Mean over the first third of layers.</summary>
    public static double FirstThird(double[][] values) => LayerMeans(values).Take(Third(values)).Average();

    /// <summary>Mean over the last third of layers.</summary>
    public static double LastThird(double[][] values) => LayerMeans(values).TakeLast(Third(values)).Average();

    /// <summary>Spearman's rank correlation of layer mean with layer, −1 … 1; 0 for one layer or equal means.</summary>
    public static double DepthCorrelation(double[][] values)
    {
        var means = LayerMeans(values);
        return RankCorrelation.Of([.. Enumerable.Range(0, means.Length).Select(layer => (double)layer)], means);
    }

    /// <summary>Standard deviation over the heads of a layer (all heads are known: divided by nH), mean over the last third of layers.</summary>
    public static double HeadSpreadLastThird(double[][] values) => values.TakeLast(Third(values)).Average(Spread);

    /// <summary>Smallest value of any head in the last third of layers.</summary>
    public static double HeadMinimumLastThird(double[][] values) => values.TakeLast(Third(values)).Min(heads => heads.Min());

    /// <summary>Mean over the last three layers.</summary>
    public static double LastThree(double[][] values) => LayerMeans(values).TakeLast(TopLayers).Average();

    /// <summary>Mean over the last three layers divided by the mean over those before.</summary>
    /// <exception cref="ArgumentException">There are no layers before the last three.</exception>
    public static double LastThreeRatio(double[][] values) =>
        values.Length > TopLayers ? LastThree(values) / LayerMeans(values).SkipLast(TopLayers).Average()
            : throw new ArgumentException($"values has {values.Length} layers, expected at least {TopLayers + 1}: the last {TopLayers} are compared with those before.");

    /// <summary>Mean similarity of two different layers, from a symmetric matrix.</summary>
    public static double OffDiagonal(double[,] similarity)
    {
        var (sum, layers) = (0.0, similarity.GetLength(0));
        for (var row = 0; row < layers; row++)
            for (var column = 0; column < layers; column++)
                sum += row == column ? 0 : similarity[row, column];
        return sum / (layers * (layers - 1));
    }

    /// <summary>Similarity of the first and the last layer.</summary>
    public static double FirstLast(double[,] similarity) => similarity[0, similarity.GetLength(1) - 1];

    private static int Third(double[][] values) => (values.Length + 2) / 3;

    private static double Spread(double[] heads)
    {
        var mean = heads.Average();
        return Math.Sqrt(heads.Average(head => (head - mean) * (head - mean)));
    }
}
