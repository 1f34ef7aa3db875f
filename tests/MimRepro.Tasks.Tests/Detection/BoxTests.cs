using CsCheck;
using MimRepro.Data;
using MimRepro.Recipes;
using MimRepro.Tasks.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Detection;

[Trait("Kind", "Unit")]
public sealed class BoxTests
{
    private static readonly BoxCode Plain = new(new() { Means = [0, 0, 0, 0], Deviations = [1, 1, 1, 1] });

    private static readonly AssignerRecipe Assigner = new() { PositiveOverlap = 0.7, NegativeOverlap = 0.3, LowQualityOverlap = 0.3 };

    private static readonly SamplerRecipe Sampler = new() { Count = 8, PositiveShare = 0.25, AddsObjects = false };

    [Fact]
    public void Overlaps_OfTwoSquares_AreByHand()
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor overlaps = Boxes.Overlaps(tensor(new float[] { 0, 0, 2, 2 }, [1, 4]), tensor(new float[] { 1, 1, 3, 3, 0, 0, 2, 2, 5, 5, 6, 6, 1, 1, 1, 1 }, [4, 4]));

        Assert.Equal([1 / 7f, 1, 0, 0], overlaps.data<float>().ToArray()); // 1 common of 4 + 4 − 1
    }

    [Fact]
    public void Decode_OfUnitMoves_IsByHand()
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor boxes = Plain.Decode(tensor(new float[] { 0, 0, 2, 4 }, [1, 4]), tensor(new[] { 0.5f, -0.25f, MathF.Log(2), 0, 0, 0, 0, 0 }, [1, 8]));

        // Centre (1, 2) moves by (1, −1); the width doubles to 4. The second box of the pair stays.
        Assert.Equal([0f, -1, 4, 3, 0, 0, 2, 4], boxes.data<float>().ToArray().Select(edge => MathF.Round(edge, 5)));
    }

    [Fact]
    public void Decode_OfHugeGrowth_IsHeldAtSixtyTwoAndAHalf()
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor boxes = Plain.Decode(tensor(new float[] { 0, 0, 2, 2 }, [1, 4]), tensor(new float[] { 0, 0, 50, -50 }, [1, 4]));

        Assert.Equal(125, boxes[0, 2].item<float>() - boxes[0, 0].item<float>(), 3);
        Assert.Equal(2 / 62.5, boxes[0, 3].item<float>() - boxes[0, 1].item<float>(), 5);
    }

    [Fact]
    public void Code_ThereAndBack_IsTheSameBox() =>
        Gen.Select(Gen.Float[0, 50], Gen.Float[0, 50], Gen.Float[1, 40], Gen.Float[1, 40]).Array[2].Sample(pair =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] boxes = [.. pair.Select(box => tensor(new[] { box.Item1, box.Item2, box.Item1 + box.Item3, box.Item2 + box.Item4 }, [1, 4]))];
            var code = new BoxCode(new() { Means = [0.1, 0, 0, -0.1], Deviations = [0.1, 0.1, 0.2, 0.2] });
            return (code.Decode(boxes[0], code.Encode(boxes[0], boxes[1])) - boxes[1]).abs().max().item<float>() < 1e-2;
        }, iter: 200);

    [Fact]
    public void Clip_OfBoxesOutside_MovesEdgesToTheBorder()
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal([0f, 2, 30, 20], Boxes.Clip(tensor(new float[] { -4, 2, 31, 25 }, [1, 4]), height: 20, width: 30).data<float>().ToArray());
    }

    [Fact]
    public void Keep_OfAnyBoxes_IsTheSlowRule() =>
        (from boxes in Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[0, 5], Gen.Int[0, 2]).Array[0, 25]
         from overlap in Gen.Int[0, 2].Select(choice => new[] { 0.3, 0.5, 0.7 }[choice])
         from most in Gen.Int[1, 30]
         select (boxes, overlap, most)).Sample(t =>
        {
            float[] corners = [.. t.boxes.SelectMany(box => new float[] { box.Item1, box.Item2, box.Item1 + box.Item3, box.Item2 + box.Item4 })];
            float[] scores = [.. t.boxes.Select(box => box.Item5 / 5f)];
            int[] classes = [.. t.boxes.Select(box => box.Item6)];
            return NonMaximumSuppression.KeepByClass(corners, scores, classes, t.overlap, t.most).SequenceEqual(Slow(corners, scores, classes, t.overlap).Take(t.most));
        }, iter: 500);

    [Fact]
    public void Keep_OfLengthsThatDiffer_Throws() =>
        Assert.Throws<ArgumentException>(() => NonMaximumSuppression.Keep(new float[8], new float[3], 0.5));

    [Fact]
    public void Assign_WithoutObjects_IsAllBackground()
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal([0L, 0, 0], BoxAssigner.Assign(rand(3, 4), zeros(0, 4), Assigner).data<long>().ToArray());
    }

    [Fact]
    public void Assign_OfBoxesByOverlap_IsByHand()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor objects = tensor(new float[] { 0, 0, 10, 10, 20, 0, 30, 10 }, [2, 4]);
        Tensor candidates = tensor(new float[]
        {
            0, 0, 10, 8,    // 0.8 of object 1
            0, 0, 10, 5,    // 0.5 of it: neither
            0, 0, 10, 2,    // 0.2: background
            20, 0, 30, 4,   // 0.4 of object 2, its best
            40, 40, 50, 50,
        }, [5, 4]);

        Assert.Equal([1L, -1, 0, 2, 0], BoxAssigner.Assign(candidates, objects, Assigner).data<long>().ToArray());
        Assert.Equal([1L, -1, 0, -1, 0], BoxAssigner.Assign(candidates, objects, Assigner with { LowQualityOverlap = null }).data<long>().ToArray());
    }

    [Fact]
    public void Sampler_OfManyCandidates_KeepsTheShare()
    {
        long[] assigned = [.. Enumerable.Repeat(1L, 20), .. Enumerable.Repeat(-1L, 20), .. Enumerable.Repeat(0L, 20)];

        BoxSample drawn = BoxSampler.Draw(assigned, Sampler, new SeededRandom(0, "test"));

        Assert.Equal(2, drawn.Positive.Length);
        Assert.Equal(6, drawn.Negative.Length);
        Assert.All(drawn.Positive, place => Assert.InRange(place, 0, 19));
        Assert.All(drawn.Negative, place => Assert.InRange(place, 40, 59));
    }

    [Fact]
    public void Sampler_OfFewPositives_FillsWithBackground()
    {
        long[] assigned = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0];

        BoxSample drawn = BoxSampler.Draw(assigned, Sampler, new SeededRandom(0, "test"));

        Assert.Equal([2], drawn.Positive);
        Assert.Equal(7, drawn.Negative.Distinct().Count());
    }

    [Fact]
    public void Sampler_WithTheSameSeed_DrawsTheSame()
    {
        long[] assigned = [.. Enumerable.Range(0, 200).Select(i => (long)(i % 3) - 1)];

        BoxSample first = BoxSampler.Draw(assigned, Sampler, new SeededRandom(5, "test")), second = BoxSampler.Draw(assigned, Sampler, new SeededRandom(5, "test"));

        Assert.Equal(first.Positive, second.Positive);
        Assert.Equal(first.Negative, second.Negative);
    }

    private static List<int> Slow(float[] boxes, float[] scores, int[] classes, double overlap)
    {
        var kept = new List<int>();
        foreach (int index in Enumerable.Range(0, scores.Length).OrderByDescending(index => scores[index]))
            if (kept.All(other => classes[other] != classes[index] || !(Overlap(other, index) > overlap)))
                kept.Add(index);
        return kept;

        float Overlap(int a, int b)
        {
            float width = Math.Max(0, Math.Min(boxes[a * 4 + 2], boxes[b * 4 + 2]) - Math.Max(boxes[a * 4], boxes[b * 4]));
            float height = Math.Max(0, Math.Min(boxes[a * 4 + 3], boxes[b * 4 + 3]) - Math.Max(boxes[a * 4 + 1], boxes[b * 4 + 1]));
            return width * height / (Area(a) + Area(b) - width * height);
        }

        float Area(int box) => (boxes[box * 4 + 2] - boxes[box * 4]) * (boxes[box * 4 + 3] - boxes[box * 4 + 1]);
    }
}
