namespace MimRepro.Models.Checkpoints;

/// <summary>Where the rows of a small table of relative positions lie among those of a larger one: steps that grow by a constant factor.</summary>
/// <remarks>microsoft/SimMIM utils.py. Near offsets keep their biases, and only far ones are spread out.</remarks>
internal static class GeometricPositions
{
    private const double SmallestFactor = 1.01;
    private const double LargestFactor = 1.5;
    private const double Precision = 1e-6;

    /// <summary>The factor with which <paramref name="steps"/> steps reach <paramref name="reach"/>, by halving an interval.</summary>
    /// <remarks>Kept from the reference: the result is the last middle that was tried, so the outermost place misses its goal by about 1e-5.</remarks>
    public static double Factor(int steps, int reach)
    {
        (double low, double high, double middle) = (SmallestFactor, LargestFactor, 0);
        while (high - low > Precision)
        {
            middle = (low + high) / 2;
            if ((1 - Math.Pow(middle, steps)) / (1 - middle) > reach)
                high = middle;
            else
                low = middle;
        }
        return middle;
    }

    /// <summary>Places of a source's rows in steps of the target.</summary>
    /// <param name="source">Rows a side of the source, odd.</param>
    /// <param name="target">Rows a side of the target, odd.</param>
    public static double[] Source(int source, int target)
    {
        int steps = source / 2;
        double factor = Factor(steps, target / 2);
        var places = new double[source];
        double place = 1;
        for (int step = 1; step <= steps; step++)
        {
            (places[steps + step], places[steps - step]) = (place, -place);
            place += Math.Pow(factor, step);
        }
        return places;
    }

    /// <summary>Places of a target's rows: whole numbers around 0.</summary>
    public static double[] Target(int target) => [.. Enumerable.Range(-(target / 2), target).Select(place => (double)place)];
}
