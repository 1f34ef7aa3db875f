namespace MimRepro.Tasks.Classification;

/// <summary>Accuracies of a classifier that gives each picture one class, in percent.</summary>
/// <remarks>PAPER.md 6, after Kornblith et al. 2019 ("Do Better ImageNet Models Transfer Better?"), appendix A.1.</remarks>
public static class ClassificationMetrics
{
    /// <summary>How many classes come before the right one: 0 where it is the first choice.</summary>
    /// <param name="scores">[K], the higher the likelier; of equal scores the smaller class comes first.</param>
    /// <param name="label">0 … K − 1.</param>
    /// <exception cref="ArgumentException">A score is not a number, or there is no such class.</exception>
    public static int Rank(ReadOnlySpan<double> scores, long label)
    {
        CheckLabel(label, scores.Length);
        var (own, before) = (scores[(int)label], 0);
        for (var other = 0; other < scores.Length; other++)
        {
            if (double.IsNaN(scores[other]))
                throw new ArgumentException($"The score of class {other} is not a number.", nameof(scores));
            if (scores[other] > own || (scores[other] == own && other < label))
                before++;
        }
        return before;
    }

    /// <summary>The likeliest class; of equal ones the smallest.</summary>
    /// <param name="scores">[K], at least one.</param>
    /// <exception cref="ArgumentException">There is no score, or one is not a number.</exception>
    public static int Likeliest(ReadOnlySpan<double> scores)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("There are no scores.", nameof(scores));
        var best = 0;
        for (var other = 0; other < scores.Length; other++)
        {
            if (double.IsNaN(scores[other]))
                throw new ArgumentException($"The score of class {other} is not a number.", nameof(scores));
            if (scores[other] > scores[best])
                best = other;
        }
        return best;
    }

    /// <summary>Share of pictures whose class is among the first <paramref name="k"/>.</summary>
    /// <param name="scores">[B, K], picture after picture.</param>
    /// <param name="labels">[B], 0 … K − 1.</param>
    /// <param name="classes">K.</param>
    /// <param name="k">1 … K.</param>
    /// <returns>0 … 100.</returns>
    /// <exception cref="ArgumentException">Numbers of scores and labels do not fit, there is no picture, or see <see cref="Rank"/>.</exception>
    public static double TopK(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, int classes, int k)
    {
        CheckScores(scores, labels, classes);
        if (k < 1 || k > classes)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"expected 1 to {classes}");
        var right = 0;
        for (var i = 0; i < labels.Length; i++)
            right += Rank(scores.Slice(i * classes, classes), labels[i]) < k ? 1 : 0;
        return 100.0 * right / labels.Length;
    }

    /// <summary>Share of pictures for which both say the same.</summary>
    /// <param name="predicted">[B].</param>
    /// <param name="labels">[B].</param>
    /// <returns>0 … 100.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or there is no picture.</exception>
    public static double Agreement(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels)
    {
        CheckPredictions(predicted, labels);
        var right = 0;
        for (var i = 0; i < labels.Length; i++)
            right += predicted[i] == labels[i] ? 1 : 0;
        return 100.0 * right / labels.Length;
    }

    /// <summary>The class of most pictures, what one guesses without looking; of equally frequent ones the smallest.</summary>
    /// <param name="labels">[B], 0 … K − 1, at least one.</param>
    /// <param name="classes">K.</param>
    /// <exception cref="ArgumentException">There is no picture, or there is no such class.</exception>
    public static long MostFrequent(ReadOnlySpan<long> labels, int classes)
    {
        if (labels.IsEmpty)
            throw new ArgumentException("There are no labels.", nameof(labels));
        var counts = new int[classes];
        foreach (var label in labels)
        {
            CheckLabel(label, classes);
            counts[label]++;
        }
        return Array.IndexOf(counts, counts.Max());
    }

    /// <summary>Mean over classes of the share of a class's pictures that are recognised; a class without pictures does not count.</summary>
    /// <param name="predicted">[B], 0 … K − 1.</param>
    /// <param name="labels">[B], 0 … K − 1.</param>
    /// <param name="classes">K.</param>
    /// <returns>0 … 100.</returns>
    /// <exception cref="ArgumentException">Lengths differ, there is no picture, or there is no such class.</exception>
    public static double MeanPerClass(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, int classes)
    {
        CheckPredictions(predicted, labels);
        var (right, all) = (new int[classes], new int[classes]);
        for (var i = 0; i < labels.Length; i++)
        {
            CheckLabel(labels[i], classes);
            CheckLabel(predicted[i], classes);
            all[labels[i]]++;
            right[labels[i]] += predicted[i] == labels[i] ? 1 : 0;
        }
        var (sum, present) = (0.0, 0);
        for (var label = 0; label < classes; label++)
            if (all[label] > 0)
                (sum, present) = (sum + (double)right[label] / all[label], present + 1);
        return 100 * sum / present;
    }

    /// <summary><see cref="MeanPerClass(ReadOnlySpan{long}, ReadOnlySpan{long}, int)"/> of the likeliest classes.</summary>
    /// <param name="scores">[B, K], picture after picture.</param>
    /// <param name="labels">[B].</param>
    /// <param name="classes">K.</param>
    /// <returns>0 … 100.</returns>
    /// <exception cref="ArgumentException">As of <see cref="TopK"/>.</exception>
    public static double MeanPerClass(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, int classes)
    {
        CheckScores(scores, labels, classes);
        var predicted = new long[labels.Length];
        for (var i = 0; i < predicted.Length; i++)
            predicted[i] = Likeliest(scores.Slice(i * classes, classes));
        return MeanPerClass(predicted, labels, classes);
    }

    private static void CheckPredictions(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels)
    {
        if (predicted.Length != labels.Length || labels.IsEmpty)
            throw new ArgumentException($"{predicted.Length} predictions for {labels.Length} labels; expected as many, and at least one", nameof(predicted));
    }

    private static void CheckScores(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (labels.IsEmpty || scores.Length != (long)labels.Length * classes)
            throw new ArgumentException($"{scores.Length} scores for {labels.Length} labels of {classes} classes; expected a score for each label and class, and at least one label", nameof(scores));
    }

    private static void CheckLabel(long label, int classes)
    {
        if (label < 0 || label >= classes)
            throw new ArgumentException($"There is no class {label}, expected 0 to {classes - 1}.", nameof(label));
    }
}
