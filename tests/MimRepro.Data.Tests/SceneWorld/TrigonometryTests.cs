using MimRepro.Data.SceneWorld;

namespace MimRepro.Data.Tests.SceneWorld;

[Trait("Kind", "Unit")]
public sealed class TrigonometryTests
{
    [Fact]
    public void SinCos_ManyAngles_AreTheSystemsToTwelvePlaces()
    {
        for (var i = -4000; i <= 4000; i++)
        {
            var angle = i * 0.0173;
            var (sin, cos) = Trigonometry.SinCos(angle);

            Assert.Equal(Math.Sin(angle), sin, 1e-12);
            Assert.Equal(Math.Cos(angle), cos, 1e-12);
        }
    }

    [Fact]
    public void Sin_AtRoundAngles_HasTheseBits()
    {
        // Sums and products of IEEE doubles in a fixed order: another machine or compiler must not change one bit.
        Assert.Equal(0.0, Trigonometry.Sin(0));
        Assert.Equal("3FDFFFFFFFFFFFFF", BitConverter.DoubleToInt64Bits(Trigonometry.Sin(30 * Trigonometry.Degree)).ToString("X16"));
        Assert.Equal("3FEAED548F090CEE", BitConverter.DoubleToInt64Bits(Trigonometry.Sin(1)).ToString("X16"));
    }

    [Fact]
    public void Tan_Of45Degrees_IsOne() => Assert.Equal(1, Trigonometry.Tan(45 * Trigonometry.Degree), 1e-14);
}
