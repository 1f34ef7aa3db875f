namespace MimRepro.Tasks;

/// <summary>Thresholds at equal distances.</summary>
internal static class EvenSpacing
{
    /// <summary>Numbers from first to last, rounded as numpy's linspace rounds them: a threshold is met or not by its last bit.</summary>
    public static double[] Between(double first, double last, int count)
    {
        var step = (last - first) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? last : i * step + first)];
    }
}
