namespace MimRepro.Tasks.Tracking;

/// <summary>GOT-10k's measures, in percent; not a number where no frame counts.</summary>
/// <param name="Ao">Average overlap.</param>
/// <param name="Sr50">Share of frames with an overlap above 0.5.</param>
/// <param name="Sr75">Share of frames with an overlap above 0.75.</param>
/// <param name="SuccessCurve">Share of frames above each of the thresholds 0 … 1.</param>
/// <param name="Overlaps">Of the frames that count, 0 … 1, run after run.</param>
public sealed record OverlapScore(double Ao, double Sr50, double Sr75, double[] SuccessCurve, double[] Overlaps);

/// <summary>GOT-10k's evaluation.</summary>
/// <remarks>got-10k/toolkit got10k/experiments/got10k.py; PAPER.md 6. The benchmark takes one pass from the first frame, without restarts.</remarks>
public sealed record Got10kScore(OverlapScore Overall, IReadOnlyList<(string Sequence, OverlapScore Score)> Sequences)
{
    public const int CurvePoints = 101;

    /// <summary>Scores of each sequence and of all frames together: a long sequence weighs more than a short one.</summary>
    /// <param name="sequences">The first frame and those in which the object is not visible do not count.</param>
    /// <param name="curvePoints">Thresholds of the success curve.</param>
    /// <exception cref="ArgumentException">There is no sequence, or one whose lists differ in length.</exception>
    public static Got10kScore Of(IReadOnlyList<TrackedSequence> sequences, int curvePoints = CurvePoints)
    {
        if (sequences.Count == 0)
            throw new ArgumentException("no sequence to score", nameof(sequences));
        var thresholds = EvenSpacing.Between(0, 1, curvePoints);
        var scores = sequences.Select(sequence => (sequence.Name, Score: Score(Overlaps(sequence), thresholds))).ToArray();
        return new(Score([.. scores.SelectMany(score => score.Score.Overlaps)], thresholds), scores);
    }

    private static double[] Overlaps(TrackedSequence sequence)
    {
        sequence.Check();
        var (width, height) = sequence.FrameSize;
        return [.. sequence.Runs.SelectMany(run => Enumerable.Range(1, sequence.Truth.Count - 1)
            .Where(frame => sequence.Visible[frame])
            .Select(frame => BoxErrors.OverlapInside(run[frame], sequence.Truth[frame], width, height)))];
    }

    private static OverlapScore Score(double[] overlaps, double[] thresholds) => new(
        100 * ThresholdCurve.Mean(overlaps),
        ThresholdCurve.Share(overlaps, overlap => overlap > 0.5),
        ThresholdCurve.Share(overlaps, overlap => overlap > 0.75),
        ThresholdCurve.Above(overlaps, thresholds),
        overlaps);
}
