namespace MimRepro.Tasks.Coco;

/// <summary>Drops poses that say the same as a surer one of the same image.</summary>
public static class KeypointNms
{
    /// <param name="poses">Each as triples of x, y, score.</param>
    /// <param name="scores">One a pose.</param>
    /// <param name="areas">One a pose, in square pixels.</param>
    /// <param name="mostSimilar">A pose more similar than this to a kept one is dropped.</param>
    /// <param name="scoreAbove">Joints with a lower score do not count; null takes all.</param>
    /// <returns>Places of the kept ones, the surest first; of equally sure ones the later.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <remarks>microsoft/human-pose-estimation.pytorch lib/nms/nms.py, oks_nms: it sorts upwards and reads from the end.</remarks>
    public static int[] Keep(IReadOnlyList<double[]> poses, double[] scores, double[] areas, double[] sigmas, double mostSimilar, double? scoreAbove = null)
    {
        if (scores.Length != poses.Count || areas.Length != poses.Count)
            throw new ArgumentException($"{scores.Length} scores and {areas.Length} areas for {poses.Count} poses");
        var left = Enumerable.Range(0, poses.Count).OrderBy(pose => scores[pose]).Reverse().ToList();
        var kept = new List<int>();
        while (left is [var best, ..])
        {
            kept.Add(best);
            left = left[1..].FindAll(other =>
                KeypointSimilarity.Between(poses[best], poses[other], (areas[best], areas[other]), sigmas, scoreAbove) <= mostSimilar);
        }
        return [.. kept];
    }
}
