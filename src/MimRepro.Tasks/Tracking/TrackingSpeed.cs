namespace MimRepro.Tasks.Tracking;

/// <summary>How fast a tracker is.</summary>
public static class TrackingSpeed
{
    /// <summary>Frames a second: the mean of the frames' own speeds.</summary>
    /// <param name="seconds">One a frame; what is not above 0 does not count.</param>
    /// <returns>Null where no frame counts.</returns>
    /// <remarks>got-10k/toolkit got10k/experiments/got10k.py.</remarks>
    public static double? FramesPerSecond(IEnumerable<double> seconds)
    {
        double[] speeds = [.. seconds.Where(time => time > 0).Select(time => 1 / time)];
        return speeds.Length == 0 ? null : ThresholdCurve.Mean(speeds);
    }
}
