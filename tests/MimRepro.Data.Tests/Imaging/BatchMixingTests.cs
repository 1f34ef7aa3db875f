using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class BatchMixingTests
{
    private static readonly MixingRecipe Both = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = 1, SwitchProbability = 0.5 };
    private static readonly MixingRecipe MixupAlone = Both with { CutMixAlpha = null, SwitchProbability = null };
    private static readonly MixingRecipe CutMixAlone = Both with { MixupAlpha = null, SwitchProbability = null };

    [Fact]
    public void Mix_Mixup_BlendsWithTheBatchInReverse()
    {
        float[] pixels = [1, 2, 10, 20, 100, 200, 1000, 2000]; // 4 pictures of 1 x 2

        BatchMixing.Mix(pixels, 4, 1, 2, new(0.75, null));

        Assert.Equal([250.75f, 501.5f, 32.5f, 65, 77.5f, 155, 750.25f, 1500.5f], pixels);
    }

    [Fact]
    public void Mix_CutMix_ExchangesTheRectangleInEveryChannel()
    {
        float[] pixels = [.. Enumerable.Range(0, 24).Select(i => (float)i)]; // 2 pictures of 2 channels, 2 x 3

        BatchMixing.Mix(pixels, 2, 2, 3, new(4 / 6.0, new(1, 0, 1, 2)));

        Assert.Equal([0, 1, 2, 15, 16, 5, 6, 7, 8, 21, 22, 11, 12, 13, 14, 3, 4, 17, 18, 19, 20, 9, 10, 23], pixels);
    }

    [Fact]
    public void Targets_SmoothedAndMixed_AreThoseOfPaperAndPencil()
    {
        // Smoothing 0.1 over 4 classes: 0.025 each, and 0.9 for the labels; share 0.75.
        var targets = BatchMixing.Targets([0, 3], 4, 0.1, 0.75);

        Assert.Equal([0.7f, 0.025f, 0.025f, 0.25f, 0.25f, 0.025f, 0.025f, 0.7f], targets, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Targets_PartnerOfTheSameClass_KeepsItWhole() => Assert.Equal([0, 1f, 0, 1f], BatchMixing.Targets([1, 1], 2, 0, 0.3));

    [Fact]
    public void Targets_AnyLabels_SumTo1AndDoNotMixWhereTheShareIs1() => Gen.Select(Gen.Int[1, 8], Gen.Int[0, 7].Array[1, 9], Gen.Double[0, 0.9], Gen.Double[0, 1]).Sample((classes, draws, smoothing, share) =>
    {
        long[] labels = [.. draws.Select(draw => (long)(draw % classes))];

        var targets = BatchMixing.Targets(labels, classes, smoothing, share);

        foreach (var row in targets.Chunk(classes))
            Assert.Equal(1, row.Sum(), 1e-5f);
    }, iter: 200);

    [Fact]
    public void Draw_RecipeOfNullOrProbability0_MixesNothing()
    {
        Assert.Equal(Mixture.None, BatchMixing.Draw(null, 8, 8, new(0, "test")));
        Assert.Equal(Mixture.None, BatchMixing.Draw(Both with { Probability = 0 }, 8, 8, new(0, "test")));
    }

    [Fact]
    public void Draw_BothWays_SwitchesWithTheGivenProbability()
    {
        var cuts = Enumerable.Range(0, 2000).Count(i => BatchMixing.Draw(Both with { SwitchProbability = 0.3 }, 32, 32, new(0, "test", i)).Pasted is not null);

        Assert.InRange(cuts, 540, 660);
    }

    [Fact]
    public void Draw_MixupAlone_SharesFollowBeta()
    {
        double[] shares = [.. Enumerable.Range(0, 4000).Select(i => BatchMixing.Draw(MixupAlone, 32, 32, new(0, "test", i)).Share)];

        Assert.Equal(0.5, shares.Average(), 0.02);
        Assert.Equal(1 / (4 * 2.6), shares.Average(share => (share - 0.5) * (share - 0.5)), 0.01);
    }

    [Fact]
    public void Draw_CutMix_TheShareIsThatOfThePixelsKept() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int).Sample((height, width, seed) =>
    {
        var mixture = BatchMixing.Draw(CutMixAlone, height, width, new(seed, "test"));
        if (mixture.Pasted is not { } pasted)
            return;
        Assert.InRange(pasted.Top, 0, height - pasted.Height);
        Assert.InRange(pasted.Left, 0, width - pasted.Width);

        float[] pixels = [.. Enumerable.Repeat(0f, height * width), .. Enumerable.Repeat(1f, height * width)];
        BatchMixing.Mix(pixels, 2, height, width, mixture);

        Assert.Equal(mixture.Share, pixels.Take(height * width).Average(value => 1 - value), 1e-6);
        Assert.Equal(mixture.Share, pixels.Skip(height * width).Average(), 1e-6);
    }, iter: 300);

    [Fact]
    public void Mix_WrongInput_SaysWhatIsWrong()
    {
        Assert.Contains("even number", Assert.Throws<ArgumentException>(() => BatchMixing.Mix(new float[3], 3, 1, 1, new(0.5, null))).Message);
        Assert.Contains("3 values for 2 pictures", Assert.Throws<ArgumentException>(() => BatchMixing.Mix(new float[3], 2, 1, 1, new(0.5, null))).Message);
        Assert.Contains("no class 2", Assert.Throws<ArgumentException>(() => BatchMixing.Targets([0, 2], 2, 0, 1)).Message);
        BatchMixing.Mix(new float[3], 3, 1, 1, Mixture.None);
    }
}
