using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;

namespace MimRepro.Data.Tests.Tracking;

[Trait("Kind", "Unit")]
public sealed class CropViewTests
{
    private static readonly Gen<BoundingBox> Boxes =
        Gen.Select(Gen.Double[-20, 80], Gen.Double[-20, 80], Gen.Double[0.5, 60], Gen.Double[0.5, 60], (left, top, width, height) => new BoundingBox(left, top, width, height));

    [Fact]
    public void Around_SquareBox_GrowsByItsSideForEachFactor()
    {
        var view = CropView.Around(new(10, 20, 8, 8), area: 4, size: 64);

        Assert.Equal(2, view.ScaleX, 12); // 8 + 3 · 8 = 32 pixels become 64
        Assert.Equal(new BoundingBox(24, 24, 16, 16), view.ToCrop(new(10, 20, 8, 8)));
    }

    [Fact]
    public void Around_AnyBox_HasTheAreaOfTheGrownBox() => Boxes.Sample(box =>
    {
        var view = CropView.Around(box, area: 2, size: 32);

        var margin = (box.Width + box.Height) / 2;
        return Math.Abs(32 / view.ScaleX * (32 / view.ScaleY) / ((box.Width + margin) * (box.Height + margin)) - 1) < 1e-9;
    });

    [Fact]
    public void Views_ThereAndBack_GiveTheSameBox() => Gen.Select(Boxes, Boxes, Gen.Int[0, 1000]).Sample((around, box, seed) =>
    {
        var view = CropView.Jittered(around, 4, 32, 0.25, 3, new SeededRandom(seed, "test"));

        var back = view.ToFrame(view.ToCrop(box));
        return Math.Abs(back.Left - box.Left) < 1e-6 && Math.Abs(back.Top - box.Top) < 1e-6 && Math.Abs(back.Width - box.Width) < 1e-6 && Math.Abs(back.Height - box.Height) < 1e-6;
    });

    [Fact]
    public void Jittered_AnyDraw_KeepsAPartOfTheBoxInside() => Gen.Select(Boxes, Gen.Int[0, 1000]).Sample((box, seed) =>
        CropView.Jittered(box, 4, 32, 0.25, 3, new SeededRandom(seed, "test")).ToCrop(box).Inside(32, 32) is { Width: > 0, Height: > 0 });

    [Fact]
    public void Jittered_WithoutJitter_IsAround() =>
        Assert.Equal(CropView.Around(new(3, 4, 5, 6), 2, 16), CropView.Jittered(new(3, 4, 5, 6), 2, 16, 0, 0, new SeededRandom(0, "test")));

    [Fact]
    public void Jittered_ManyDraws_HaveTheDeviationAsked()
    {
        var box = new BoundingBox(0, 0, 10, 10);
        var centred = CropView.Around(box, 4, 64);

        var logarithms = Enumerable.Range(0, 2000).Select(i => Math.Log(centred.ScaleX / CropView.Jittered(box, 4, 64, 0.25, 0, new SeededRandom(i, "test")).ScaleX)).ToArray();

        Assert.InRange(logarithms.Average(), -0.03, 0.03);
        Assert.InRange(Math.Sqrt(logarithms.Average(value => value * value)), 0.23, 0.27);
    }

    [Fact]
    public void Cut_AtScaleOne_CopiesPixelsAndFillsTheRestWithTheMean()
    {
        var frame = new RgbImage(4, 3, [.. Enumerable.Range(0, 36).Select(value => (byte)value)]);
        var view = new CropView(1, 1, 1, 1, 2, 2); // pixel (0, 0) of the frame comes to (1, 1)
        var output = new float[3 * 4 * 4];

        view.Cut(frame, [0.25f, 0.5f, 0.75f], 4, output);

        Assert.Equal(0.25f, output[0]);
        Assert.Equal(0.75f, output[32 + 4]); // column 0
        for (var y = 1; y < 4; y++)
            for (var x = 1; x < 4; x++)
                Assert.Equal(frame[x - 1, y - 1][1] / 255f, output[16 + y * 4 + x], 6);
    }

    [Fact]
    public void Cut_AtScaleTwo_MixesNeighbours()
    {
        var frame = new RgbImage(2, 1, [0, 0, 0, 200, 200, 200]);
        var output = new float[3 * 4 * 4];

        new CropView(2, 2, 1, 0.5, 2, 2).Cut(frame, [1, 1, 1], 4, output);

        Assert.Equal([1, 1, 1, 1, 0, 50 / 255f, 150 / 255f, 200 / 255f], output[..8], new Near());
        Assert.Equal(1, output[12]);
    }

    [Fact]
    public void MeanColour_OfTwoPixels_IsBetweenThem() => Assert.Equal([100 / 255f, 0, 1], CropView.MeanColour(new(2, 1, [50, 0, 255, 150, 0, 255])));

    private sealed class Near : IEqualityComparer<float>
    {
        public bool Equals(float first, float second) => Math.Abs(first - second) < 1e-5;

        public int GetHashCode(float value) => 0;
    }
}
