using CsCheck;

namespace MimRepro.Reporting.Charts;

[Trait("Kind", "Unit")]
public sealed class ScalesTests
{
    [Fact]
    public void Round_PixelDistances_EndsOnRoundNumbers() => Assert.Equal((0.0, 20.0), Scales.Round([11.2, 16.55], fromZero: true));

    [Fact]
    public void Round_AnyValues_EnclosesThem() => Gen.Double[-1e6, 1e6].Array[1, 20].Sample(values =>
    {
        var (min, max) = Scales.Round(values);
        // An end may lie a billionth of a step inside: a last digit of rounding shall not add an empty step.
        var noise = 1e-9 * (max - min);
        return min < max && min <= values.Min() + noise && max >= values.Max() - noise;
    });
}
