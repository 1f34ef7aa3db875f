using System.Buffers.Binary;
using CsCheck;
using MimRepro.Data.Imaging;
using SkiaSharp;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class GreyPngTests
{
    private const string Name = "depth.png";
    private const int HeaderAt = 16; // data of IHDR

    // Rises in both directions with jumps, so that each filter predicts something else.
    private static readonly GreyImage Picture = Image(7, 5, 16, (x, y) => x * 9000 + y * y * 301 + x * y % 3 * 17);

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Read_EachOfTheFiveFilters_GivesTheSameValues(int bits)
    {
        var picture = Image(7, 6, bits, (x, y) => (x * 9000 + y * 301) % (1 << bits));
        for (var filter = 0; filter < 5; filter++)
            Assert.Equal(picture.Values, GreyPng.Read(GreyPng.Write(picture, _ => filter), Name).Values);
        Assert.Equal(picture.Values, GreyPng.Read(GreyPng.Write(picture, row => (row + 4) % 5), Name).Values);
    }

    [Fact]
    public void Read_WhatAnotherEncoderWrote_GivesItsValues()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(33, 9, SKColorType.Gray8));
        for (var y = 0; y < 9; y++)
            for (var x = 0; x < 33; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 7), (byte)(x * 7), (byte)(x * 7)));
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);

        var read = GreyPng.Read(encoded.ToArray(), Name);

        Assert.Equal((33, 9, 8), (read.Width, read.Height, read.BitDepth));
        Assert.Equal(Enumerable.Range(0, 33 * 9).Select(i => (ushort)(i % 33 * 7)), read.Values);
    }

    [Fact]
    public void Written_File_IsReadByAnotherDecoder()
    {
        using var bitmap = SKBitmap.Decode(GreyPng.Write(Image(3, 2, 16, (x, y) => (x * 40 + y) * 257)));

        Assert.Equal((3, 2), (bitmap.Width, bitmap.Height));
        Assert.Equal(81, bitmap.GetPixel(2, 1).Red);
    }

    [Fact]
    public void Read_AnyPicture_ComesBack() => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool, Gen.UShort.Array[81], Gen.Int[0, 4].Array[9])
        .Sample((width, height, deep, values, filters) =>
        {
            var picture = Image(width, height, deep ? 16 : 8, (x, y) => deep ? values[y * width + x] : values[y * width + x] & 255);
            var read = GreyPng.Read(GreyPng.Write(picture, row => filters[row]), Name);
            Assert.Equal(picture.Values, read.Values);
        }, iter: 200);

    [Fact]
    public void Read_AnyByteChanged_IsRefusedOrLeavesThePictureAlone()
    {
        var file = GreyPng.Write(Picture);
        for (var place = 0; place < file.Length; place++)
        {
            var damaged = (byte[])file.Clone();
            damaged[place] ^= 0x41;
            Assert.Throws<DataFormatException>(() => GreyPng.Read(damaged, Name));
        }
    }

    [Fact]
    public void Read_AnyByteChangedUnderATrueChecksum_NeverFailsInAnotherWay()
    {
        var data = Chunk(GreyPng.Write(Picture), "IDAT");
        for (var place = 0; place < data.Length; place++)
        {
            var damaged = (byte[])data.Clone();
            damaged[place] ^= 0x41;
            try
            {
                GreyPng.Read(File(Header(7, 5), ("IDAT", damaged), ("IEND", [])), Name);
            }
            catch (DataFormatException)
            {
                // Refused: that is what damage is for. A change that zlib does not see gives another picture.
            }
        }
    }

    [Fact]
    public void Read_CutOffAnywhere_IsRefused()
    {
        var file = GreyPng.Write(Picture);
        for (var length = 0; length < file.Length; length++)
            Assert.Throws<DataFormatException>(() => GreyPng.Read(file.AsSpan(0, length), Name));
    }

    [Theory]
    [InlineData(uint.MaxValue, 1u, "pixels")]
    [InlineData(0u, 5u, "pixels")]
    [InlineData(60000u, 60000u, "pixels")]
    [InlineData(9000u, 9000u, "too few")]
    public void Read_HostileSize_IsRefusedBeforeMemoryIsTaken(uint width, uint height, string said)
    {
        var file = File(Header(width, height), ("IDAT", Chunk(GreyPng.Write(Picture), "IDAT")), ("IEND", []));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<DataFormatException>(() => GreyPng.Read(file, Name));

        Assert.Contains(said, fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(8, 4, "8 or 16 bits")]
    [InlineData(9, 2, "colour type 2")]
    [InlineData(9, 3, "colour type 3")]
    [InlineData(10, 1, "compression")]
    [InlineData(11, 1, "filter")]
    [InlineData(12, 1, "Adam7")]
    public void Read_AnotherKindOfPicture_SaysWhich(int member, byte value, string said)
    {
        var header = Header(7, 5);
        header[member] = value;

        var fault = Assert.Throws<DataFormatException>(() => GreyPng.Read(File(header, ("IDAT", Chunk(GreyPng.Write(Picture), "IDAT")), ("IEND", [])), Name));

        Assert.Contains(said, fault.Message);
        Assert.Contains(Name, fault.Message);
    }

    [Fact]
    public void Read_DataInManyChunksBesideTexts_IsOnePicture()
    {
        var data = Chunk(GreyPng.Write(Picture), "IDAT");

        var read = GreyPng.Read(File(Header(7, 5), ("tEXt", [65, 0, 66]), ("IDAT", data[..3]), ("IDAT", []), ("IDAT", data[3..]), ("tIME", new byte[7]), ("IEND", [])), Name);

        Assert.Equal(Picture.Values, read.Values);
    }

    [Fact]
    public void Read_ChunksInAnotherOrder_IsRefused()
    {
        var data = Chunk(GreyPng.Write(Picture), "IDAT");
        (string, byte[])[][] files =
        [
            [("IEND", [])],
            [("IDAT", data[..3]), ("tEXt", []), ("IDAT", data[3..]), ("IEND", [])],
            [("PLTE", new byte[3]), ("IDAT", data), ("IEND", [])],
            [("IDAT", data)],
            [("I AT", data), ("IEND", [])],
            [("IHDR", Header(7, 5)), ("IDAT", data), ("IEND", [])],
            [("IDAT", Chunk(GreyPng.Write(Image(7, 6, 16, (x, _) => x)), "IDAT")), ("IEND", [])],
            [("IDAT", Chunk(GreyPng.Write(Image(7, 4, 16, (x, _) => x)), "IDAT")), ("IEND", [])],
        ];

        Assert.All(files, chunks => Assert.Throws<DataFormatException>(() => GreyPng.Read(File(Header(7, 5), chunks), Name)));
    }

    [Fact]
    public void Write_ValuesThatDoNotFit_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => GreyPng.Write(new GreyImage(2, 1, 8, [1, 256])));
        Assert.Throws<ArgumentException>(() => GreyPng.Write(new GreyImage(2, 1, 16, [1])));
        Assert.Throws<ArgumentException>(() => GreyPng.Write(new GreyImage(2, 1, 4, [1, 2])));
    }

    private static GreyImage Image(int width, int height, int bits, Func<int, int, int> value) =>
        new(width, height, bits, [.. Enumerable.Range(0, width * height).Select(i => (ushort)value(i % width, i / width))]);

    private static byte[] Header(uint width, uint height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = 16;
        return header;
    }

    private static byte[] File(byte[] header, params (string Type, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write(GreyPng.Write(Picture).AsSpan(0, 8));
        GreyPng.WriteChunk(file, "IHDR", header);
        foreach (var (type, data) in chunks)
            GreyPng.WriteChunk(file, type, data);
        return file.ToArray();
    }

    private static byte[] Chunk(byte[] file, string type)
    {
        var at = file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type));
        Assert.True(at > HeaderAt);
        return file.AsSpan(at + 4, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at - 4))).ToArray();
    }
}
