using System.Runtime.Intrinsics;
using MimRepro.Data.Classification;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Classification;

/// <summary>Votes of the training pictures that are most like a picture, each weighing exp(cosine / temperature).</summary>
/// <remarks>
/// The weighted k-NN of Wu et al. 2018 ("Unsupervised feature learning via non-parametric instance discrimination", 3.4) with which
/// facebookresearch/dino eval_knn.py measures frozen features. Of equally similar pictures the earlier one votes. Sums are in doubles
/// and in a fixed order, so results do not depend on the number of threads.
/// </remarks>
public sealed class NearestNeighbours
{
    // As many queries as share one pass over the training pictures; changes no result.
    private const int QueriesAtOnce = 16;

    private readonly float[] _features;
    private readonly double[] _inverseNorms;
    private readonly long[] _labels;
    private readonly int[][]? _shown;
    private readonly int _length, _classes;
    private readonly NearestNeighbourRecipe _recipe;

    /// <param name="features">[N, length], picture after picture; shared, not copied, and need not be normalised.</param>
    /// <param name="labels">[N], 0 … classes − 1.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="recipe">How many vote, and how their votes weigh.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a label or a feature is out of range, or there are fewer pictures than are to vote.</exception>
    public NearestNeighbours(float[] features, long[] labels, int classes, NearestNeighbourRecipe recipe)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (labels.Length == 0 || features.Length % labels.Length != 0 || features.Length == 0)
            throw new ArgumentException($"{features.Length} features for {labels.Length} labels; expected equally many for each label, and at least one", nameof(features));
        if (Array.FindIndex(labels, label => label < 0 || label >= classes) is >= 0 and var wrong)
            throw new ArgumentException($"label {wrong} is {labels[wrong]}, expected 0 to {classes - 1}", nameof(labels));
        if (recipe.Neighbours < 1 || recipe.Neighbours > labels.Length)
            throw new ArgumentException($"{recipe.Neighbours} neighbours are to vote, expected 1 to {labels.Length}, the number of training pictures", nameof(recipe));
        if (!double.IsFinite(recipe.Temperature) || recipe.Temperature <= 0)
            throw new ArgumentException($"temperature is {recipe.Temperature}, expected above 0", nameof(recipe));
        (_features, _labels, _classes, _recipe, _length) = (features, labels, classes, recipe, features.Length / labels.Length);
        _inverseNorms = InverseNorms(features, _length);
    }

    private NearestNeighbours(float[] features, int[][] shown, int classes, NearestNeighbourRecipe recipe)
        : this(features, new long[shown.Length], classes, recipe) => _shown = shown;

    /// <summary>The same with pictures that may show several classes: each votes for all that it shows.</summary>
    /// <param name="features">[N, length], picture after picture; shared, not copied.</param>
    /// <param name="presences">[N, classes], picture after picture; what is difficult to see gets no vote.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="recipe">How many vote, and how their votes weigh.</param>
    /// <exception cref="ArgumentException">As of the constructor.</exception>
    public static NearestNeighbours OfSeveralClasses(float[] features, Presence[] presences, int classes, NearestNeighbourRecipe recipe)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (presences.Length == 0 || presences.Length % classes != 0)
            throw new ArgumentException($"{presences.Length} marks of {classes} classes; expected one of each class for each picture, and at least one picture", nameof(presences));
        int[][] shown = [.. presences.Chunk(classes).Select(marks => marks.Index().Where(mark => mark.Item == Presence.Present).Select(mark => mark.Index).ToArray())];
        return new(features, shown, classes, recipe);
    }

    /// <summary>The votes for each class.</summary>
    /// <param name="queries">[M, length], picture after picture; need not be normalised.</param>
    /// <returns>[M, classes], 0 … 1, summing to 1 for each picture where known pictures show one class each.</returns>
    /// <exception cref="ArgumentException">The length does not fit, or a feature is not finite.</exception>
    public double[] Votes(float[] queries)
    {
        if (queries.Length % _length != 0)
            throw new ArgumentException($"{queries.Length} features, expected a multiple of {_length}", nameof(queries));
        var (inverseNorms, votes) = (InverseNorms(queries, _length), new double[queries.Length / _length * _classes]);
        var blocks = (inverseNorms.Length + QueriesAtOnce - 1) / QueriesAtOnce;
        Parallel.For(0, blocks, block =>
        {
            var first = block * QueriesAtOnce;
            VoteOnBlock(queries, inverseNorms, first, Math.Min(inverseNorms.Length, first + QueriesAtOnce), votes);
        });
        return votes;
    }

    /// <summary>The class with most votes for each picture; of equal ones the smallest.</summary>
    /// <param name="queries">[M, length].</param>
    /// <returns>[M], 0 … classes − 1.</returns>
    /// <exception cref="ArgumentException">As of <see cref="Votes"/>.</exception>
    public long[] Classify(float[] queries)
    {
        var votes = Votes(queries);
        var classes = new long[votes.Length / _classes];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = ClassificationMetrics.Likeliest(votes.AsSpan(i * _classes, _classes));
        return classes;
    }

    private void VoteOnBlock(float[] queries, double[] inverseNorms, int first, int end, double[] votes)
    {
        var nearest = new Nearest[end - first];
        for (var i = 0; i < nearest.Length; i++)
            nearest[i] = new(_recipe.Neighbours);
        for (var known = 0; known < _labels.Length; known++)
        {
            var feature = _features.AsSpan(known * _length, _length);
            for (var i = 0; i < nearest.Length; i++)
                nearest[i].Offer(Dot(queries.AsSpan((first + i) * _length, _length), feature) * inverseNorms[first + i] * _inverseNorms[known], known);
        }
        for (var i = 0; i < nearest.Length; i++)
            Vote(nearest[i], votes.AsSpan((first + i) * _classes, _classes));
    }

    private void Vote(Nearest nearest, Span<double> votes)
    {
        var (closest, sum) = (nearest.Similarity(0), 0.0);
        for (var place = 0; place < nearest.Count; place++)
        {
            // Relative to the closest one, so that a low temperature does not overflow; shares stay as they are.
            var weight = Math.Exp((nearest.Similarity(place) - closest) / _recipe.Temperature);
            if (_shown is null)
                votes[(int)_labels[nearest.Known(place)]] += weight;
            else
                foreach (var label in _shown[nearest.Known(place)])
                    votes[label] += weight;
            sum += weight;
        }
        foreach (ref var vote in votes)
            vote /= sum;
    }

    private static double[] InverseNorms(float[] features, int length)
    {
        var norms = new double[features.Length / length];
        for (var i = 0; i < norms.Length; i++)
        {
            var square = Dot(features.AsSpan(i * length, length), features.AsSpan(i * length, length));
            if (!double.IsFinite(square))
                throw new ArgumentException($"The features of picture {i} are not finite.", nameof(features));
            norms[i] = square > 0 ? 1 / Math.Sqrt(square) : 0; // a vector of zeros is like no other
        }
        return norms;
    }

    // Four running sums whatever the processor has, so that every machine adds in the same order.
    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i + Vector256<double>.Count <= a.Length; i += Vector256<double>.Count)
            sums += Vector256.Create((double)a[i], a[i + 1], a[i + 2], a[i + 3]) * Vector256.Create((double)b[i], b[i + 1], b[i + 2], b[i + 3]);
        var sum = sums[0] + sums[1] + sums[2] + sums[3];
        for (; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>The most similar of those offered, best first; of equal ones those offered earlier.</summary>
    private sealed class Nearest(int most)
    {
        private readonly double[] _similarities = new double[most];
        private readonly int[] _known = new int[most];

        public int Count { get; private set; }

        public double Similarity(int place) => _similarities[place];

        public int Known(int place) => _known[place];

        public void Offer(double similarity, int known)
        {
            if (Count == most && similarity <= _similarities[most - 1])
                return;
            var place = Count < most ? Count++ : most - 1;
            for (; place > 0 && _similarities[place - 1] < similarity; place--)
                (_similarities[place], _known[place]) = (_similarities[place - 1], _known[place - 1]);
            (_similarities[place], _known[place]) = (similarity, known);
        }
    }
}
