using CsCheck;
using MimRepro.Data.Classification;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;

namespace MimRepro.Tasks.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class NearestNeighboursTests
{
    // Directions 0°, 90°, 180° and, of another length, 0° again.
    private static readonly float[] Known = [1, 0, 0, 2, -1, 0, 5, 0];
    private static readonly long[] Labels = [0, 1, 2, 2];

    [Fact]
    public void Votes_ThreeNeighbours_WeighByTheirCosine()
    {
        var classifier = Of(3, 0.5);

        var votes = classifier.Votes([3, 0]); // cosines 1, 0, -1, 1

        var (same, right) = (Math.Exp(1 / 0.5), Math.Exp(0));
        var sum = same + right + same;
        Assert.Equal([same / sum, right / sum, same / sum], votes, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Votes_PicturesOfSeveralClasses_VoteForAllThatTheyShow()
    {
        Presence[] marks = [Presence.Present, Presence.Present, Presence.Absent, Presence.Difficult, Presence.Absent, Presence.Present, Presence.Absent, Presence.Present];
        var classifier = NearestNeighbours.OfSeveralClasses(Known, marks, 2, new() { Neighbours = 3, Temperature = 0.5 });

        var votes = classifier.Votes([3, 0]); // the first shows both, the last the second, the one at a right angle none for sure

        var (same, right) = (Math.Exp(1 / 0.5), Math.Exp(0));
        Assert.Equal([same / (2 * same + right), 2 * same / (2 * same + right)], votes, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Classify_EqualVotes_TakeTheSmallestClass() => Assert.Equal([0L], Of(2, 0.07).Classify([1, 0]));

    [Fact]
    public void Classify_EquallySimilarPictures_TheEarlierOneVotes()
    {
        var classifier = new NearestNeighbours([0, 1, 0, 3], [1, 0], 2, new() { Neighbours = 1, Temperature = 0.07 });

        Assert.Equal([1L], classifier.Classify([0, 2]));
    }

    [Fact]
    public void Votes_LowTemperature_DoNotOverflow() => Assert.Equal([1.0, 0.0, 0.0], Of(1, 1e-6).Votes([1, 0]));

    [Fact]
    public void Votes_FeaturesOfZeros_AreLikeNoOther() => Assert.Equal([1 / 4.0, 1 / 4.0, 2 / 4.0], Of(4, 0.07).Votes([0, 0]), (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void Votes_AnyFeatures_AreThoseOfAPlainSearch() => Gen.Select(Gen.Int[2, 7], Gen.Int[1, 40], Gen.Int[1, 20], Gen.Int[0, 1 << 20]).Sample((length, known, queries, seed) =>
    {
        var random = new Random(seed);
        var (features, wanted) = (Draw(known * length), Draw(queries * length));
        long[] labels = [.. Enumerable.Range(0, known).Select(i => (long)(i % 3))];
        var recipe = new NearestNeighbourRecipe { Neighbours = Math.Min(known, 5), Temperature = 0.1 };

        var votes = new NearestNeighbours(features, labels, 3, recipe).Votes(wanted);

        for (var query = 0; query < queries; query++)
        {
            var nearest = Enumerable.Range(0, known).Select(i => (Cosine: Cosine(Slice(wanted, query), Slice(features, i)), Label: labels[i]))
                .OrderByDescending(each => each.Cosine).Take(recipe.Neighbours).ToArray();
            var all = nearest.Sum(each => Math.Exp(each.Cosine / 0.1));
            for (var label = 0; label < 3; label++)
                Assert.Equal(nearest.Where(each => each.Label == label).Sum(each => Math.Exp(each.Cosine / 0.1)) / all, votes[query * 3 + label], 1e-9);
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] Slice(float[] all, int i) => all[(i * length)..((i + 1) * length)];
    }, iter: 100);

    [Fact]
    public void NearestNeighbours_WrongInput_SayWhatIsWrong()
    {
        Assert.Contains("expected 1 to 4", Assert.Throws<ArgumentException>(() => Of(5, 0.07)).Message);
        Assert.Contains("temperature", Assert.Throws<ArgumentException>(() => Of(1, 0)).Message);
        Assert.Contains("multiple of 2", Assert.Throws<ArgumentException>(() => Of(1, 1).Votes([1])).Message);
        Assert.Contains("picture 0 are not finite", Assert.Throws<ArgumentException>(() => Of(1, 1).Votes([1, float.NaN])).Message);
        Assert.Contains("label 3 is 2", Assert.Throws<ArgumentException>(() => new NearestNeighbours(Known, [0, 1, 1, 2], 2, new() { Neighbours = 1, Temperature = 1 })).Message);
    }

    private static NearestNeighbours Of(int neighbours, double temperature) => new(Known, Labels, 3, new() { Neighbours = neighbours, Temperature = temperature });

    private static double Cosine(float[] a, float[] b)
    {
        var (dot, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
            (dot, aa, bb) = (dot + (double)a[i] * b[i], aa + (double)a[i] * a[i], bb + (double)b[i] * b[i]);
        return aa * bb > 0 ? dot / Math.Sqrt(aa * bb) : 0;
    }
}
