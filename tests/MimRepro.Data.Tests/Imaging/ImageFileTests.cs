using MimRepro.Data.Imaging;
using SkiaSharp;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class ImageFileTests
{
    private const string Name = "picture.png";

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 0)]
    [InlineData(SKEncodedImageFormat.Jpeg, 12)]
    [InlineData(SKEncodedImageFormat.Webp, 12)]
    public void Square_OfEachKind_HasTheColoursOfItsMiddle(SKEncodedImageFormat format, int tolerance)
    {
        var square = ImageFile.Square(Encoded(format, 48, 16, (x, _) => x is >= 8 and < 40 ? new SKColor(200, 100, 50) : SKColors.Black), Name, 8, 1);

        Assert.Equal(3 * 8 * 8, square.Length);
        Assert.All(square[..64], value => Assert.InRange(value, 200 - tolerance, 200 + tolerance));
        Assert.All(square[64..128], value => Assert.InRange(value, 100 - tolerance, 100 + tolerance));
        Assert.All(square[128..], value => Assert.InRange(value, 50 - tolerance, 50 + tolerance));
    }

    [Fact]
    public void Square_CropFraction_KeepsTheMiddleOnly()
    {
        var content = Encoded(SKEncodedImageFormat.Png, 20, 20, (x, y) => x is >= 5 and < 15 && y is >= 5 and < 15 ? SKColors.White : SKColors.Black);

        Assert.All(ImageFile.Square(content, Name, 4, 0.5), value => Assert.Equal(255, value));
        Assert.True(ImageFile.Square(content, Name, 4, 1)[0] < 50); // the filter looks a little beyond its pixel
    }

    // EXIF orientations 1 to 8 of the same 2 x 2 pattern, red in the corner that the camera saw at the upper left.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 2)]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(7, 3)]
    [InlineData(8, 2)]
    public void Square_TurnedByExif_PutsTheCornerWhereItBelongs(byte orientation, int corner)
    {
        var jpeg = Encoded(SKEncodedImageFormat.Jpeg, 64, 64, (x, y) => x < 32 && y < 32 ? SKColors.White : SKColors.Black);

        var square = ImageFile.Square(Turned(jpeg, orientation), Name, 2, 1);

        Assert.Equal(corner, Array.IndexOf(square[..4], square[..4].Max()));
    }

    [Theory]
    [InlineData(1, 48, 32, 0, 0)]
    [InlineData(2, 48, 32, 47, 0)]
    [InlineData(3, 48, 32, 47, 31)]
    [InlineData(4, 48, 32, 0, 31)]
    [InlineData(5, 32, 48, 0, 0)]
    [InlineData(6, 32, 48, 31, 0)]
    [InlineData(7, 32, 48, 31, 47)]
    [InlineData(8, 32, 48, 0, 47)]
    public void Read_TurnedByExif_IsAsTheEyeSeesIt(byte orientation, int width, int height, int x, int y)
    {
        var jpeg = Encoded(SKEncodedImageFormat.Jpeg, 48, 32, (column, row) => column < 16 && row < 16 ? SKColors.White : SKColors.Black);

        var image = ImageFile.Read(Turned(jpeg, orientation), Name);

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.True(image[x, y][0] > 240, "the corner that the camera saw at the upper left");
        Assert.True(image[width - 1 - x, height - 1 - y][0] < 15);
    }

    [Fact]
    public void Square_CutShort_IsRefused()
    {
        var content = Encoded(SKEncodedImageFormat.Png, 64, 64, (x, y) => new SKColor((byte)(x * 3), (byte)(y * 3), (byte)(x ^ y)));

        for (var length = 0; length < content.Length - 12; length += 37)
        {
            var cut = content[..length];
            Assert.Contains(Name, Assert.Throws<DataFormatException>(() => ImageFile.Square(cut, Name, 8, 1)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Square_HeaderThatClaimsGigabytes_IsRefusedBeforeMemoryIsTaken()
    {
        var content = Encoded(SKEncodedImageFormat.Png, 4, 4, (_, _) => SKColors.Red);
        content[16] = 0x00; content[17] = 0x0F; content[18] = 0xFF; content[19] = 0xFF; // width
        content[20] = 0x00; content[21] = 0x0F; content[22] = 0xFF; content[23] = 0xFF; // height
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.Throws<DataFormatException>(() => ImageFile.Square(content, Name, 8, 1));

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 10_000_000);
    }

    [Fact]
    public void SquareImages_WrittenAndRead_AreTheSame()
    {
        var path = Path.GetTempFileName();
        byte[][] images = [[.. Enumerable.Range(0, 12).Select(i => (byte)i)], [.. Enumerable.Range(100, 12).Select(i => (byte)i)]];

        SquareImages.Write(path, 2, images);
        var read = SquareImages.Read(path);

        Assert.Equal((2, 3, 2, 2), (read.Count, read.Channels, read.Height, read.Width));
        Assert.Equal(images[1], read.Pixels(1).ToArray());
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.Throws<DataFormatException>(() => SquareImages.Read(path));
        File.Delete(path);
    }

    [Fact]
    public void Read_SmallFileOfAVastPicture_IsRefusedBeforeMemoryIsTaken()
    {
        using var flat = new SKBitmap(6000, 6000, SKColorType.Gray8, SKAlphaType.Opaque);
        var content = flat.Encode(SKEncodedImageFormat.Png, 100).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<DataFormatException>(() => ImageFile.Read(content, Name));

        Assert.Contains("would unfold to 6000 x 6000 pixels", fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Square_LargeJpeg_IsTheSquareOfTheWholePicture()
    {
        var content = Encoded(SKEncodedImageFormat.Jpeg, 640, 480, (x, y) => new SKColor((byte)(x / 3), (byte)(y / 2), 100));
        var whole = ImageFile.Read(content, Name);

        var square = ImageFile.Square(content, Name, 8, 1);

        for (var y = 0; y < 8; y++)
            for (var x = 0; x < 8; x++)
            {
                var middle = whole[80 + x * 60 + 30, y * 60 + 30];
                Assert.InRange(square[y * 8 + x] - middle[0], -4, 4);
                Assert.InRange(square[64 + y * 8 + x] - middle[1], -4, 4);
            }
    }

    private static byte[] Turned(byte[] jpeg, byte orientation)
    {
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static byte[] Encoded(SKEncodedImageFormat format, int width, int height, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, colour(x, y));
        using var encoded = bitmap.Encode(format, 100);
        return encoded.ToArray();
    }
}
