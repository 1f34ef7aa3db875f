using CsCheck;
using MimRepro.Data;
using MimRepro.Data.Imaging;
using MimRepro.Tasks.Detection;

namespace MimRepro.Tasks.Tests.Detection;

[Trait("Kind", "Unit")]
public sealed class RunLengthMaskTests
{
    // A picture of up to 12 x 12 with pixels in three densities, and another of the same size.
    private static readonly Gen<(int Height, int Width, byte[] First, byte[] Second)> Bitmaps =
        from height in Gen.Int[1, 12]
        from width in Gen.Int[1, 12]
        from first in Gen.Byte[0, 1].Array[height * width]
        from second in Gen.Byte[0, 1].Array[height * width]
        select (height, width, first, second);

    [Fact]
    public void Bitmap_ThereAndBackByText_IsTheSame() => Bitmaps.Sample(bitmap =>
    {
        var mask = RunLengthMask.FromBitmap(bitmap.Height, bitmap.Width, bitmap.First);

        return RunLengthMask.FromText(bitmap.Height, bitmap.Width, mask.ToText()).ToBitmap().SequenceEqual(bitmap.First);
    });

    [Fact]
    public void Area_AndBox_AreThoseOfTheBitmap() => Bitmaps.Sample(bitmap =>
    {
        var mask = RunLengthMask.FromBitmap(bitmap.Height, bitmap.Width, bitmap.First);

        var set = Enumerable.Range(0, bitmap.First.Length).Where(place => bitmap.First[place] != 0).Select(place => (X: place % bitmap.Width, Y: place / bitmap.Width)).ToArray();
        Assert.Equal(set.Length, mask.Area);
        var (left, top) = (set.Select(pixel => pixel.X).DefaultIfEmpty().Min(), set.Select(pixel => pixel.Y).DefaultIfEmpty().Min());
        Assert.Equal(set.Length == 0 ? new(0, 0, 0, 0) : new BoundingBox(left, top, set.Max(pixel => pixel.X) - left + 1, set.Max(pixel => pixel.Y) - top + 1), mask.Box);
    });

    [Fact]
    public void UnionIntersectionAndOverlap_AreThoseOfTheBitmaps() => Bitmaps.Sample(bitmap =>
    {
        var (first, second) = (RunLengthMask.FromBitmap(bitmap.Height, bitmap.Width, bitmap.First), RunLengthMask.FromBitmap(bitmap.Height, bitmap.Width, bitmap.Second));

        var (union, intersection) = (RunLengthMask.Union([first, second]), RunLengthMask.Intersection([first, second]));
        Assert.Equal(bitmap.First.Zip(bitmap.Second, (a, b) => (byte)(a | b)), union.ToBitmap());
        Assert.Equal(bitmap.First.Zip(bitmap.Second, (a, b) => (byte)(a & b)), intersection.ToBitmap());
        Assert.Equal(intersection.Area == 0 ? 0 : (double)intersection.Area / union.Area, RunLengthMask.Overlap(first, second, isCrowd: false));
        Assert.Equal(intersection.Area == 0 ? 0 : (double)intersection.Area / first.Area, RunLengthMask.Overlap(first, second, isCrowd: true));
    });

    [Theory]
    [InlineData(0, 0, 4, 3, 12)]
    [InlineData(2, 1, 3, 2, 6)]
    [InlineData(-5, -5, 7, 8, 6)]   // 2 columns and 3 rows are inside
    [InlineData(20, 20, 3, 3, 0)]
    public void Box_OfWholePixels_CoversThem(double left, double top, double width, double height, long area)
    {
        var mask = RunLengthMask.FromBox(10, 10, new(left, top, width, height));

        Assert.Equal(area, mask.Area);
    }

    [Fact]
    public void Polygons_OfFourNumbers_AreBoxes() =>
        Assert.Equal(RunLengthMask.FromBox(10, 10, new(1, 2, 3, 4)).ToText(), RunLengthMask.FromPolygons(10, 10, [[1, 2, 3, 4]]).ToText());

    [Fact]
    public void Polygons_CornerGivenTwice_ChangesNothing() =>
        Assert.Equal(RunLengthMask.FromPolygon(20, 20, [2, 2, 15, 3, 9, 17]).ToText(), RunLengthMask.FromPolygon(20, 20, [2, 2, 2, 2, 15, 3, 9, 17, 9, 17]).ToText());

    [Fact]
    public void Polygon_AnyOne_CoversThePictureExactly() =>
        Gen.Double[-30, 60].Array[2, 20].Select(Gen.Int[1, 30], Gen.Int[1, 30]).Sample((points, height, width) =>
            RunLengthMask.FromPolygon(height, width, points).Counts.ToArray().Sum(count => (long)count) == (long)height * width);

    [Theory]
    [InlineData("0", "0 to 12")]        // one run of 0 pixels
    [InlineData("P", "cut short")]      // says that more follow
    [InlineData("<!", "character from")]
    [InlineData("oooooooooooo", "more than 8")]
    [InlineData("Z1Z1", "0 to 12")]
    [InlineData("0O", "0 to 12")]       // −1
    public void Text_ThatIsNone_IsRefused(string text, string said)
    {
        var fault = Assert.Throws<DataFormatException>(() => RunLengthMask.FromText(3, 4, text));

        Assert.True(said == "cut short" ? fault.Message.Contains("the end inside of a number") : fault.Message.Contains(said) || fault.Message.Contains("does not cover"), fault.Message);
    }

    [Fact]
    public void Text_OfAnyLetters_IsReadOrRefused() => Gen.Char[' ', '~'].Array[0, 12].Select(letters => new string(letters)).Sample(text =>
    {
        try
        {
            RunLengthMask.FromText(5, 7, text);
        }
        catch (DataFormatException)
        {
            // The one way to be refused.
        }
    });

    [Fact]
    public void Mask_OfAnImpossibleSize_IsRefusedBeforeMemoryIsTaken()
    {
        Assert.Throws<DataFormatException>(() => RunLengthMask.FromPolygon(1 << 30, 1 << 30, [0, 0, 1, 1, 2, 0]));
        Assert.Throws<DataFormatException>(() => RunLengthMask.FromText(0, 5, "0"));
        Assert.Throws<DataFormatException>(() => new RunLengthMask(2, 2, [1, 2]));
        Assert.Throws<DataFormatException>(() => RunLengthMask.FromPolygon(10, 10, [0, 0, double.NaN, 1, 2, 0]));
        Assert.Throws<DataFormatException>(() => RunLengthMask.FromPolygon(10, 10, [0, 0, 1e9, 1, 2, 0]));
        Assert.Throws<DataFormatException>(() => RunLengthMask.FromPolygons(10, 10, []));
    }

    [Fact]
    public void Overlap_MasksOfTwoSizes_IsRefused()
    {
        var (first, second) = (RunLengthMask.FromBox(4, 5, new(0, 0, 2, 2)), RunLengthMask.FromBox(5, 4, new(0, 0, 2, 2)));

        Assert.Contains("4 x 5 and 5 x 4", Assert.Throws<ArgumentException>(() => RunLengthMask.Overlap(first, second, false)).Message);
        Assert.Throws<ArgumentException>(() => RunLengthMask.Union([first, second]));
    }
}
