using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Tracking;

[Trait("Kind", "Unit")]
public sealed class TrackingBatchesTests
{
    private static readonly TrackingDataRecipe Recipe = new()
    {
        Datasets = ["made"], ToleratedBadRecords = 0, PairsPerEpoch = 8, LargestGap = 10, GapFollowsSpeed = true, TemplateSize = 8, SearchSize = 16, TemplateArea = 2, SearchArea = 4,
        TemplateScaleJitter = 0, SearchScaleJitter = 0.25, TemplateTranslationJitter = 0, SearchTranslationJitter = 3, GreyProbability = 0.05, ColourJitter = 0.4,
        Normalization = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] },
    };

    [Fact]
    public void Next_AnyBatch_HasBoxesInsideAndOneForEachPair()
    {
        using var batches = Batches([[new MadeFilm("a", 40), new MadeFilm("b", 20)]], first: 0, end: 3);

        for (var step = 0; step < 3; step++)
        {
            var batch = batches.Next();

            Assert.Equal((step, 4), ((int)batch.Step, batch.Count));
            Assert.Equal((4 * 3 * 8 * 8, 4 * 3 * 16 * 16), (batch.Templates.Length, batch.Searches.Length));
            Assert.All(batch.Boxes, box => Assert.Equal(box, box.Inside(16, 16)));
            Assert.All(batch.Searches, value => Assert.InRange(value, -2.2, 2.7));
        }
    }

    [Fact]
    public void Next_OfAStep_DependsOnTheStepAlone()
    {
        IReadOnlyList<ITrackingSequence>[] sets = [[new MadeFilm("a", 40), new MadeFilm("b", 20), new MadeFilm("c", 30)], [new MadeFilm("d", 5)]];
        using var all = Batches(sets, first: 0, end: 6);
        using var late = Batches(sets, first: 4, end: 6);
        for (var step = 0; step < 4; step++)
            all.Next();

        var (expected, got) = (all.Next(), late.Next());

        Assert.Equal(expected.Searches, got.Searches);
        Assert.Equal(expected.Templates, got.Templates);
        Assert.Equal(expected.Boxes, got.Boxes);
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(30.0, 10)]
    [InlineData(10.0, 3)]
    [InlineData(0.1, 1)]
    public void Draw_ManyPairs_KeepsTheGap(double? framesPerSecond, int largest)
    {
        var pairs = new FramePairs([[new MadeFilm("a", 200, framesPerSecond)]], Recipe, seed: 3);

        int[] gaps = [.. Enumerable.Range(0, 300).Select(i => pairs.Draw(i)).Select(pair => pair.Search.Pixels[0] - pair.Template.Pixels[0])];

        Assert.Equal(largest, gaps.Max(Math.Abs));
        Assert.Contains(gaps, gap => gap > 0);
        Assert.Contains(gaps, gap => gap < 0);
        Assert.DoesNotContain(0, gaps);
    }

    [Fact]
    public void Draw_HiddenFrames_AreNotLearntFrom()
    {
        var pairs = new FramePairs([[new MadeFilm("a", 12, null, 0, 3, 4, 5, 11)]], Recipe, seed: 0);

        int[] seen = [.. Enumerable.Range(0, 200).Select(i => pairs.Draw(i)).SelectMany(pair => new[] { (int)pair.Template.Pixels[0], pair.Search.Pixels[0] }).Distinct().Order()];

        Assert.Equal([1, 2, 6, 7, 8, 9, 10], seen);
    }

    [Fact]
    public void Draw_ARound_TakesEverySequenceOnce()
    {
        ITrackingSequence[] films = [.. Enumerable.Range(0, 7).Select(i => new MadeFilm($"{i}", i == 0 ? 1 : 2 + i))];
        var drawn = new List<string>();
        var pairs = new FramePairs([[.. films.Select(film => new Watched(film, drawn))]], Recipe, seed: 1);

        for (var number = 0; number < 14; number++)
            pairs.Draw(number);

        Assert.Equal(7, drawn.Take(7).Distinct().Count());
        Assert.Equal(7, drawn.Skip(7).Distinct().Count());
        Assert.NotEqual(drawn.Take(7), drawn.Skip(7));
    }

    [Fact]
    public void Draw_SeveralSets_TakesThemInTurn()
    {
        var drawn = new List<string>();
        var pairs = new FramePairs([[.. Enumerable.Range(0, 9).Select(i => new Watched(new MadeFilm($"large {i}", 3), drawn))], [new Watched(new MadeFilm("small", 3), drawn)]], Recipe, seed: 1);

        for (var number = 0; number < 8; number++)
            pairs.Draw(number);

        Assert.Equal(4, drawn.Count(name => name == "small"));
    }

    [Fact]
    public void Draw_OneFrame_IsBothOfThePair()
    {
        var pair = new FramePairs([[new MadeFilm("still", 1)]], Recipe, seed: 0).Draw(5);

        Assert.Same(pair.Template, pair.Search);
    }

    [Fact]
    public void Draw_SetWithNothingToLearnFrom_SaysSo()
    {
        var pairs = new FramePairs([[new MadeFilm("blind", 3, null, 0, 1)]], Recipe, seed: 0);

        Assert.Contains("no frames to learn from", Assert.Throws<DataFormatException>(() => pairs.Draw(0)).Message);
        Assert.Contains("1 data sets with 0 sequences", Assert.Throws<RecipeException>(() => Batches([[]], 0, 1)).Message);
    }

    [Fact]
    public void Jitter_OfColours_StaysInRangeAndGreyHasNone()
    {
        var picture = new float[3 * 16];
        for (var i = 0; i < picture.Length; i++)
            picture[i] = i % 7 / 6f;
        var before = picture.ToArray();

        ColourChange.Jitter(picture, 0, new SeededRandom(1, "test"));
        Assert.Equal(before, picture);
        ColourChange.Jitter(picture, 0.4, new SeededRandom(1, "test"));
        Assert.NotEqual(before, picture);
        Assert.All(picture, value => Assert.InRange(value, 0, 1));
        ColourChange.ToGrey(picture);
        Assert.Equal(picture[..16], picture[16..32]);
        Assert.Equal(picture[..16], picture[32..]);
    }

    private static TrackingBatches Batches(IReadOnlyList<IReadOnlyList<ITrackingSequence>> sets, long first, long end) => new(sets, Recipe, batchSize: 4, seed: 7, first, end);

    private sealed class Watched(ITrackingSequence film, List<string> drawn) : ITrackingSequence
    {
        private int opened;
        public string Name => film.Name;
        public int Count => film.Count;
        public double? FramesPerSecond => film.FramesPerSecond;
        public RgbImage Frame(int frame)
        {
            if (opened++ % Math.Min(2, Count) == 0) // once a pair
                drawn.Add(Name);
            return film.Frame(frame);
        }
        public BoundingBox Box(int frame) => film.Box(frame);
        public bool Visible(int frame) => film.Visible(frame);
    }
}
