using CsCheck;
using MimRepro.Data.Detection;
using MimRepro.Models;
using MimRepro.Tasks.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Detection;

[Trait("Kind", "Unit")]
public sealed class RoiAlignTests
{
    [Fact]
    public void RoiAlign_OfARamp_GivesPlacesOfBinCentres()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ramp = arange(8, ScalarType.Float32).expand(1, 1, 8, 8).contiguous();

        Tensor features = RoiAlign.Of([ramp], [new(0, 0, new(1, 1, 5, 5))], [new RoiGrid(2, 0, 1)]);

        // Bins from 1 to 3 and from 3 to 5 have their centres at 2 and 4; cell centres lie at halves, so these are cells 1.5 and 3.5.
        Assert.Equal([1.5f, 3.5f, 1.5f, 3.5f], features.data<float>().ToArray());
    }

    [Fact]
    public void RoiAlign_OfAnyBox_IsTheSlowOne() =>
        (from size in Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9])
         from edges in Gen.Float[-6, 40].Array[4]
         from bins in Gen.Int[1, 7]
         from samples in Gen.Int[0, 3]
         from aligned in Gen.Bool
         from scale in Gen.Int[0, 2].Select(choice => 1f / (1 << choice))
         from seed in Gen.Int[0, 1000]
         select (size, edges, bins, samples, aligned, scale, seed)).Sample(t =>
        {
            using DisposeScope scope = NewDisposeScope();
            var random = new Random(t.seed);
            float[] map = [.. Enumerable.Range(0, 2 * t.size.Item1 * t.size.Item2).Select(_ => (float)random.NextDouble())];
            var box = new DetectionBox(Math.Min(t.edges[0], t.edges[2]), Math.Min(t.edges[1], t.edges[3]), Math.Max(t.edges[0], t.edges[2]), Math.Max(t.edges[1], t.edges[3]));
            var grid = new RoiGrid(t.bins, t.samples, t.scale, t.aligned);

            float[] got = RoiAlign.Of([tensor(map, [1, 2, t.size.Item1, t.size.Item2])], [new(0, 0, box)], [grid]).data<float>().ToArray();

            return Slow(map, 2, t.size, box, grid).Zip(got).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        }, iter: 300);

    [Fact]
    public void RoiAlign_OfSeveralLevels_KeepsTheOrderOfRegions()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor fine = cat([full([1, 1, 8, 8], 1f), full([1, 1, 8, 8], 2f)]), coarse = cat([full([1, 1, 4, 4], 3f), full([1, 1, 4, 4], 4f)]);
        var box = new DetectionBox(4, 4, 12, 12);

        Tensor features = RoiAlign.Of([fine, coarse], [new(1, 1, box), new(0, 0, box), new(0, 1, box), new(1, 0, box)], [new(2, 0, 0.5f), new(2, 0, 0.25f)]);

        Assert.Equal([4f, 1, 3, 2], features.mean([1, 2, 3]).data<float>().ToArray());
    }

    [Fact]
    public void RoiAlign_Gradient_IsTheOneOfDifferences()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map = (arange(40, ScalarType.Float64) * 0.37).sin().view(1, 2, 4, 5).requires_grad_();
        RegionOfInterest[] regions = [new(0, 0, new(0.3f, -0.4f, 4.1f, 3.7f)), new(0, 0, new(1, 1, 2, 5))];
        Tensor weights = (arange(36, ScalarType.Float64) * 1.3).cos().view(2, 2, 3, 3);
        Value(map).backward();

        for (int place = 0; place < 40; place += 7)
        {
            double higher = Value(Moved(place, 1e-4)).item<double>(), lower = Value(Moved(place, -1e-4)).item<double>();
            Assert.Equal((higher - lower) / 2e-4, map.grad!.flatten()[place].item<double>(), 6);
        }

        Tensor Value(Tensor values) => (RoiAlign.Of([values], regions, [new RoiGrid(3, 2, 1)]) * weights).sum();

        Tensor Moved(int place, double by)
        {
            Tensor moved = map.detach().clone();
            moved.flatten()[place].add_(by);
            return moved;
        }
    }

    [Fact]
    public void RoiAlign_OfNoRegions_IsEmptyAndHasAGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map = ones(1, 3, 4, 4).requires_grad_();

        Tensor features = RoiAlign.Of([map], [], [new RoiGrid(7, 0, 1)]);
        features.sum().backward();

        Assert.Equal([0, 3, 7, 7], features.shape);
        Assert.Equal(0, map.grad!.abs().sum().item<float>());
    }

    [Fact]
    public void RoiAlign_OfMapsThatDiffer_NamesBothShapes()
    {
        using DisposeScope scope = NewDisposeScope();

        var fault = Assert.Throws<ShapeException>(() => RoiAlign.Of([ones(1, 3, 4, 4), ones(1, 2, 2, 2)], [], [new(7, 0, 1), new(7, 0, 0.5f)]));

        Assert.Equal("a map is [1, 2, 2, 2], expected [1, 3, H, W].", fault.Message);
    }

    /// <summary>Sample by sample, in double precision but for the places, as the paper has it.</summary>
    private static IEnumerable<double> Slow(float[] map, int channels, (int Height, int Width) size, DetectionBox box, RoiGrid grid)
    {
        float offset = grid.Aligned ? 0.5f : 0;
        float top = box.Top * grid.Scale - offset, left = box.Left * grid.Scale - offset;
        float height = box.Bottom * grid.Scale - offset - top, width = box.Right * grid.Scale - offset - left;
        if (!grid.Aligned)
            (height, width) = (Math.Max(height, 1), Math.Max(width, 1));
        int rows = grid.Samples > 0 ? grid.Samples : (int)MathF.Ceiling(height / grid.Bins), columns = grid.Samples > 0 ? grid.Samples : (int)MathF.Ceiling(width / grid.Bins);
        for (int channel = 0; channel < channels; channel++)
            for (int y = 0; y < grid.Bins; y++)
                for (int x = 0; x < grid.Bins; x++)
                {
                    double sum = 0;
                    for (int row = 0; row < rows; row++)
                        for (int column = 0; column < columns; column++)
                            sum += Sample(channel, top + y * (height / grid.Bins) + (row + 0.5f) * (height / grid.Bins) / rows, left + x * (width / grid.Bins) + (column + 0.5f) * (width / grid.Bins) / columns);
                    yield return sum / Math.Max(1, rows * columns);
                }

        double Sample(int channel, float y, float x)
        {
            if (y < -1 || y > size.Height || x < -1 || x > size.Width)
                return 0;
            double down = Math.Clamp(y, 0, size.Height - 1), across = Math.Clamp(x, 0, size.Width - 1);
            int low = (int)down, left = (int)across;
            return At(low, left) * (1 - down + low) * (1 - across + left) + At(low, left + 1) * (1 - down + low) * (across - left)
                + At(low + 1, left) * (down - low) * (1 - across + left) + At(low + 1, left + 1) * (down - low) * (across - left);

            double At(int row, int column) => row < size.Height && column < size.Width ? map[(channel * size.Height + row) * size.Width + column] : 0;
        }
    }
}
