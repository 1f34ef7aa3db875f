using MimRepro.Data;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Detection;

/// <summary>The candidates of one image that enter a loss; places rise.</summary>
public sealed record BoxSample(int[] Positive, int[] Negative);

/// <summary>Draws a few candidates of each kind.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/core/bbox/samplers/random_sampler.py and base_sampler.py. Ours draws from a generator that is passed in.</remarks>
public static class BoxSampler
{
    /// <param name="assigned">What <see cref="BoxAssigner.Assign"/> returned.</param>
    public static BoxSample Draw(ReadOnlySpan<long> assigned, SamplerRecipe recipe, SeededRandom random)
    {
        List<int> positive = [], negative = [];
        for (var place = 0; place < assigned.Length; place++)
        {
            if (assigned[place] > BoxAssigner.Background)
                positive.Add(place);
            else if (assigned[place] == BoxAssigner.Background)
                negative.Add(place);
        }
        var chosen = Choose(positive, (int)(recipe.Count * recipe.PositiveShare), random);
        return new(chosen, Choose(negative, recipe.Count - chosen.Length, random));
    }

    private static int[] Choose(List<int> places, int count, SeededRandom random)
    {
        if (places.Count <= count)
            return [.. places];
        for (var i = 0; i < count; i++) // the first steps of a shuffle
        {
            var other = i + random.Next(places.Count - i);
            (places[i], places[other]) = (places[other], places[i]);
        }
        int[] chosen = [.. places.Take(count)];
        Array.Sort(chosen);
        return chosen;
    }
}
