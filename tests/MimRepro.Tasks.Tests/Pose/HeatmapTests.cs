using CsCheck;
using MimRepro.Tasks.Pose;

namespace MimRepro.Tasks.Tests.Pose;

[Trait("Kind", "Unit")]
public sealed class HeatmapTests
{
    private static readonly PixelSize Input = new(96, 128), Map = new(24, 32);

    [Fact]
    public void Draw_JointInside_PeaksAtOneAndEndsAtThreeSigmas()
    {
        var target = new float[Map.Area];

        var weight = HeatmapTargets.Draw(new(41, 61, 1), Input, Map, 2, target); // 10.25 + 0.5 → 10, 15.25 + 0.5 → 15

        Assert.Equal(1, weight);
        Assert.Equal(1, target[15 * Map.Width + 10]);
        Assert.Equal(Math.Exp(-0.125), target[15 * Map.Width + 11], 6);
        Assert.Equal(Math.Exp(-36 / 8.0), target[15 * Map.Width + 16], 6);
        Assert.Equal(0, target[15 * Map.Width + 17]);
    }

    [Theory]
    [InlineData(-4, 0)]  // −1 + 0.5 is cut off to 0, where rounding down would give −1
    [InlineData(-6, 1)]  // and −1.5 + 0.5 to −1
    public void Draw_JointLeftOfTheImage_IsCutOffTowardsZero(double x, int outside)
    {
        var target = new float[Map.Area];

        HeatmapTargets.Draw(new(x, 64, 1), Input, Map, 2, target);

        Assert.Equal(Math.Exp(-outside * outside / 8.0), target[16 * Map.Width], 6);
    }

    [Theory]
    [InlineData(-31, 1)] // the patch ends where the map begins: empty, and it counts
    [InlineData(-34, 0)]
    public void Draw_BumpOutside_IsEmpty(double x, float weight)
    {
        var target = new float[Map.Area];

        Assert.Equal(weight, HeatmapTargets.Draw(new(x, 64, 1), Input, Map, 2, target));
        Assert.All(target, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Draw_AnyJoint_StaysInRange() =>
        (from x in Gen.Double from y in Gen.Double from sigma in Gen.Double[0.3, 5] from seen in Gen.Bool select (x, y, sigma, score: seen ? 1.0 : 0)).Sample(t =>
        {
            var target = new float[Map.Area];
            var weight = HeatmapTargets.Draw(new(t.x, t.y, t.score), Input, Map, t.sigma, target);
            return weight is 0 or 1 && weight <= t.score && target.All(value => value is >= 0 and <= 1);
        });

    [Fact]
    public void Peak_Ties_TakesTheFirst() => Assert.Equal(new Joint(1, 0, 2), HeatmapDecoding.Peak([0, 2, 2, 2], 2));

    [Fact]
    public void Peak_NothingAboveZero_IsTheCorner() => Assert.Equal(new Joint(0, 0, -1), HeatmapDecoding.Peak([-3, -2, -2, -1], 2));

    [Theory]
    [InlineData(1, 2, 1, 2)]        // pixel 1 is left out
    [InlineData(2, 2, 2.25, 1.75)]
    [InlineData(4, 2, 4.25, 1.75)]  // the last but one is not
    [InlineData(5, 2, 5, 2)]
    public void Refine_Peak_MovesTowardsTheHigherNeighbour(int x, int y, double toX, double toY)
    {
        var size = new PixelSize(6, 5);
        var map = Enumerable.Range(0, size.Area).Select(at => (float)(at % size.Width - at / size.Width)).ToArray();

        Assert.Equal(new Joint(toX, toY, 1), HeatmapDecoding.Refine(map, size, new(x, y, 1)));
    }

    [Fact]
    public void Refine_EqualNeighbours_StaysThere() =>
        Assert.Equal(new Joint(2, 2, 1), HeatmapDecoding.Refine(new float[30], new(6, 5), new(2, 2, 1)));

    [Fact]
    public void Decode_DrawnJoint_ComesBackWithinAPixelOfTheMap()
    {
        var crop = PoseCrop.Of(new(100, 50, 60, 80), Input.AspectRatio);
        var joint = crop.To(Input).Apply(new(117, 93));
        var target = new float[Map.Area];
        HeatmapTargets.Draw(new(joint.X, joint.Y, 1), Input, Map, 2, target);

        var back = HeatmapDecoding.Decode(target, Map, crop, refine: true).Single();

        Assert.InRange(Math.Abs(back.X - 117), 0, 0.51 * crop.Width / Map.Width);
        Assert.InRange(Math.Abs(back.Y - 93), 0, 0.51 * crop.Width / Map.Width);
    }

    [Fact]
    public void Back_Twice_IsTheSame() => Gen.Float[0, 1].Array[3 * 4 * 5].Sample(maps =>
    {
        var size = new PixelSize(5, 4);
        return Mirroring.Back(Mirroring.Back(maps, size, [[0, 2]]), size, [[0, 2]]).SequenceEqual(maps);
    });

    [Fact]
    public void ShiftRight_Rows_KeepTheirFirstPixel()
    {
        float[] maps = [1, 2, 3, 4, 5, 6];

        Mirroring.ShiftRight(maps, 3);

        Assert.Equal([1, 1, 2, 4, 4, 5], maps);
    }

    [Fact]
    public void Of_TallMap_DividesXByTheHeight()
    {
        // 20 x 10 pixels: x may be off by less than 1, y by less than 0.5.
        var size = new PixelSize(10, 20);
        Assert.Equal(0, Share(new(5, 5), new(6, 5)));
        Assert.Equal(1, Share(new(5, 5), new(5, 5)));

        double Share(PixelPoint expected, PixelPoint got) => HeatmapAccuracy.Of(One(got), One(expected), 1, size).Mean;

        float[] One(PixelPoint place)
        {
            var map = new float[size.Area];
            map[(int)place.Y * size.Width + (int)place.X] = 1;
            return map;
        }
    }
}
