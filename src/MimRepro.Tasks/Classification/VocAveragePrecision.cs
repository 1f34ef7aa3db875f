using MimRepro.Data.Classification;

namespace MimRepro.Tasks.Classification;

/// <summary>11-point interpolated average precision of the VOC2007 classification task, in percent.</summary>
/// <remarks>
/// The mean over recalls 0, 0.1, … 1 of the best precision at that recall or a higher one (VOCdevkit VOCevalcls.m; Everingham et al. 2010, 4.2.1).
/// Pictures of equal score keep their order, as in the devkit. Recall is compared as a fraction, so that 3 of 10 reach 0.3, which they
/// do not where 0.3 is computed as 3 x 0.1 in floating point.
/// </remarks>
public static class VocAveragePrecision
{
    private const int Steps = 10;

    /// <summary>Average precision of one class.</summary>
    /// <param name="scores">[B], the higher the likelier.</param>
    /// <param name="presence">[B].</param>
    /// <returns>0 … 100.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is not a number, or no picture shows the class.</exception>
    public static double OfClass(ReadOnlySpan<double> scores, ReadOnlySpan<Presence> presence)
    {
        if (scores.Length != presence.Length)
            throw new ArgumentException($"{scores.Length} scores for {presence.Length} pictures", nameof(scores));
        var positives = presence.Count(Presence.Present);
        if (positives == 0)
            throw new ArgumentException("No picture shows the class, so its average precision is not defined.", nameof(presence));
        var best = new double[Steps + 1]; // best precision at each number of tenths of recall
        var (found, wrong) = (0, 0);
        foreach (var picture in Ranking(scores))
        {
            found += presence[picture] == Presence.Present ? 1 : 0;
            wrong += presence[picture] == Presence.Absent ? 1 : 0;
            if (found == 0)
                continue;
            var tenths = (int)((long)found * Steps / positives);
            best[tenths] = Math.Max(best[tenths], (double)found / (found + wrong));
        }
        for (var tenths = Steps - 1; tenths >= 0; tenths--)
            best[tenths] = Math.Max(best[tenths], best[tenths + 1]);
        return 100 * best.Sum() / best.Length;
    }

    /// <summary>Mean of the average precisions of all classes.</summary>
    /// <param name="scores">[B, K], picture after picture.</param>
    /// <param name="presence">[B, K].</param>
    /// <param name="classes">K.</param>
    /// <returns>0 … 100.</returns>
    /// <exception cref="ArgumentException">Lengths do not fit, a score is not a number, or a class is in no picture.</exception>
    public static double Mean(ReadOnlySpan<double> scores, ReadOnlySpan<Presence> presence, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (scores.Length != presence.Length || scores.Length % classes != 0)
            throw new ArgumentException($"{scores.Length} scores and {presence.Length} marks for {classes} classes; expected one of each for each picture and class", nameof(scores));
        var pictures = scores.Length / classes;
        var (column, marks, sum) = (new double[pictures], new Presence[pictures], 0.0);
        for (var label = 0; label < classes; label++)
        {
            for (var i = 0; i < pictures; i++)
                (column[i], marks[i]) = (scores[i * classes + label], presence[i * classes + label]);
            sum += OfClass(column, marks);
        }
        return sum / classes;
    }

    private static int[] Ranking(ReadOnlySpan<double> scores)
    {
        var keys = new (double Score, int Picture)[scores.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = double.IsNaN(scores[i]) ? throw new ArgumentException($"The score of picture {i} is not a number.", nameof(scores)) : (scores[i], i);
        Array.Sort(keys, (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Picture.CompareTo(b.Picture));
        return Array.ConvertAll(keys, key => key.Picture);
    }
}
