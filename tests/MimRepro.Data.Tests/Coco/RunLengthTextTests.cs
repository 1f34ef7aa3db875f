using CsCheck;
using MimRepro.Data.Coco;

namespace MimRepro.Data.Tests.Coco;

[Trait("Kind", "Unit")]
public sealed class RunLengthTextTests
{
    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 3, 5, 40 }, "35X1")]
    [InlineData(new[] { 0, 31, 32, 15, 16 }, "0o0P1PO0N")]
    public void Encode_KnownRuns_IsTheOfficialText(int[] counts, string text)
    {
        var decoded = RunLengthText.TryDecode(RunLengthText.Encode(counts), out var back, out _);

        Assert.True(decoded);
        Assert.Equal(counts, back);
        if (counts.Length <= 3)
            Assert.Equal(text, RunLengthText.Encode(counts));
    }

    [Fact]
    public void TryDecode_WhatWasEncoded_IsTheSame() =>
        Gen.Int[0, int.MaxValue].Array[0, 40].Sample(counts => RunLengthText.TryDecode(RunLengthText.Encode(counts), out var back, out _) && counts.SequenceEqual(back!));

    [Fact]
    public void TryDecode_AnyText_EndsWithoutException() =>
        Gen.String.Sample(text => RunLengthText.TryDecode(text, out var counts, out var fault) ? counts!.All(count => count >= 0) : fault is not null);

    [Fact]
    public void Encode_NegativeRun_IsRefused() => Assert.Throws<ArgumentException>(() => RunLengthText.Encode([3, -1]));
}
