using System.Security.Cryptography;
using MimRepro.Data.Acquisition;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Acquisition;

[Trait("Kind", "Unit")]
public sealed class VerifiedFileTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i / 7))];
    private static readonly DataFile Expected = new("file", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Take_PlainOrGzip_GivesTheSameBytes()
    {
        foreach (var bytes in new[] { Content, TinyDataset.Gzip(Content) })
        {
            Assert.Null(VerifiedFile.Take(Write(bytes), Expected, _folder.File("taken")));
            Assert.Equal(Content, File.ReadAllBytes(_folder.File("taken")));
        }
    }

    [Fact]
    public void Take_GzipInSeveralMembers_IsRead()
    {
        byte[] members = [.. TinyDataset.Gzip(Content[..500]), .. TinyDataset.Gzip(Content[500..])];

        Assert.Null(VerifiedFile.Check(Write(members), Expected));
    }

    public static TheoryData<string, byte[]> Bad
    {
        get
        {
            var gzip = TinyDataset.Gzip(Content);
            var flipped = gzip.ToArray();
            flipped[gzip.Length / 2] ^= 0x40;
            var other = Content.ToArray();
            other[^1] ^= 1;
            return new()
            {
                { "empty", [] },
                { "cut-off", Content[..^1] },
                { "one-byte-more", [.. Content, 0] },
                { "one-bit-other", other },
                { "gzip-cut-off", gzip[..(gzip.Length / 2)] },
                { "gzip-bit-other", flipped },
                { "gzip-of-other", TinyDataset.Gzip(other) },
                { "gzip-header-only", [0x1f, 0x8b] },
            };
        }
    }

    [Theory, MemberData(nameof(Bad))]
    public void Take_BadFile_LeavesTheOldOneAndNothingElse(string name, byte[] bytes)
    {
        var path = Write(bytes);
        var taken = _folder.File("taken");
        File.WriteAllText(taken, "old " + name);

        var fault = VerifiedFile.Take(path, Expected, taken);

        Assert.NotNull(fault);
        Assert.Equal("old " + name, File.ReadAllText(taken));
        Assert.Equal(["file", "taken"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Take_GzipBomb_StopsAtOneByteTooMany()
    {
        // 64 MiB of zeros pack into 64 KiB; the copy may never hold more than expected + 1.
        var bomb = Write(TinyDataset.Gzip(new byte[64 << 20]));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = VerifiedFile.Take(bomb, Expected, _folder.File("taken"));

        Assert.Equal("more than 100000 bytes", fault?.Got);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2 << 20);
    }

    [Fact]
    public void Check_MissingFile_IsAFaultOfTheFile() => Assert.NotNull(VerifiedFile.Check(_folder.File("nowhere"), Expected));

    private string Write(byte[] bytes)
    {
        var path = _folder.File("file");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
