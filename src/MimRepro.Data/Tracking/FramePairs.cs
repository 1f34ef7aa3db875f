using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tracking;

/// <summary>Two frames of one object and where it is in them, inside of the pictures.</summary>
internal sealed record FramePair(RgbImage Template, BoundingBox TemplateBox, RgbImage Search, BoundingBox SearchBox);

/// <summary>Draws pairs of frames. The pair of a number depends on seed and number alone.</summary>
/// <remarks>
/// Data sets take turns, so each has the same share; inside a set every sequence comes once before any comes again. Both frames are
/// ones to learn from, at most the recipe's gap apart, in any order; a sequence of one frame gives it twice.
/// LitingLin/SwinTrack data/tracking/sampler/SiamFC/dataset_sampler.py with sampling_method interval.
/// </remarks>
internal sealed class FramePairs(IReadOnlyList<IReadOnlyList<ITrackingSequence>> sets, TrackingDataRecipe recipe, int seed)
{
    private const double UsualFramesPerSecond = 30;
    private const int MostTries = 100;

    private readonly (long Round, int[] Order)[] _orders = [.. sets.Select(set => (-1L, new int[set.Count]))];
    private readonly Lock _ordering = new();

    /// <summary>The pair of a number; from any thread.</summary>
    /// <exception cref="DataFormatException">A frame cannot be read, or of a hundred sequences in a row none gives a pair.</exception>
    public FramePair Draw(long number)
    {
        var set = (int)(number % sets.Count);
        var random = new SeededRandom(seed, "tracking-pair", number);
        var first = number / sets.Count;
        for (var attempt = 0; attempt < MostTries; attempt++)
            if (Draw(sets[set][Sequence(set, first, attempt)], random) is { } pair)
                return pair;
        throw new DataFormatException(
            $"A tracking set has no frames to learn from.\n  data set:   number {set + 1} of {sets.Count}, {sets[set].Count} sequences\n  expected:   two frames of a sequence with a visible object inside the picture\n  got:        none in {MostTries} tries\n  The annotations are those of another data set, or of a test split.");
    }

    // A sequence that gives no pair is stood in for by the next ones.
    private int Sequence(int set, long first, int attempt)
    {
        using var alone = _ordering.EnterScope();
        var (round, order) = _orders[set];
        if (round != first / order.Length)
        {
            round = first / order.Length;
            for (var i = 0; i < order.Length; i++)
                order[i] = i;
            new SeededRandom(seed, $"tracking-order-{set}", round).Shuffle(order.AsSpan());
            _orders[set] = (round, order);
        }
        return order[(first % order.Length + attempt) % order.Length];
    }

    private FramePair? Draw(ITrackingSequence sequence, SeededRandom random)
    {
        if (Frames(sequence, random) is not var (template, search))
            return null;
        var image = sequence.Frame(template);
        if (sequence.Box(template).Inside(image.Width, image.Height) is not { } box)
            return null;
        if (search == template)
            return new(image, box, image, box);
        var other = sequence.Frame(search);
        return sequence.Box(search).Inside(other.Width, other.Height) is { } otherBox ? new(image, box, other, otherBox) : null;
    }

    private (int Template, int Search)? Frames(ITrackingSequence sequence, SeededRandom random)
    {
        if (sequence.Count == 1)
            return sequence.CanTrainOn(0) ? (0, 0) : null;
        int[] usable = [.. Enumerable.Range(0, sequence.Count).Where(sequence.CanTrainOn)];
        var window = Gap(sequence) + 1;
        if (window < sequence.Count && usable.Length > 0)
        {
            var middle = usable[random.Next(usable.Length)];
            usable = [.. usable.Where(frame => frame >= middle - window / 2 && frame < middle + (window - window / 2))];
        }
        if (usable.Length < 2)
            return null;
        var first = random.Next(usable.Length);
        var second = random.Next(usable.Length - 1);
        return (usable[first], usable[second < first ? second : second + 1]);
    }

    private int Gap(ITrackingSequence sequence) => recipe.GapFollowsSpeed && sequence.FramesPerSecond is { } speed
        ? Math.Max((int)Math.Round(speed / UsualFramesPerSecond * recipe.LargestGap), 1) : recipe.LargestGap;
}
