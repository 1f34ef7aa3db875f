using MimRepro.Experiments.Costs;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Tests.Costs;

[Trait("Kind", "Unit")]
public class GpuEstimateTests
{
    private static readonly Gpu Gpu = new() { Name = "test", Memory = 10, BFloat16Peak = 1e12, Float32Peak = 1e11, BFloat16Share = 0.5, Float32Share = 1 };

    // 2 x 3 x 1e9 operations a sample, 1,000 samples: 6e12 at 5e11 a second.
    [Fact]
    public void OfTraining_Time_IsOperationsOverRate() =>
        Assert.Equal(12, GpuEstimate.OfTraining(new(1000, 1e9, 0, 0), new(1000, 8, Precision.BFloat16, false), Gpu).Time.TotalSeconds);

    [Fact]
    public void OfTraining_Float32_TakesTheOtherRate() =>
        Assert.Equal(60, GpuEstimate.OfTraining(new(1000, 1e9, 0, 0), new(1000, 8, Precision.Float32, false), Gpu).Time.TotalSeconds);

    // 9 GB may be used: 1e8 x 16 bytes of weights, 1 GB a sample in float32; of 32 samples 4 fit, of 6 three.
    [Theory]
    [InlineData(32, 4)]
    [InlineData(6, 6)]
    [InlineData(12, 6)]
    [InlineData(1, 1)]
    public void OfTraining_Batch_IsHalvedUntilItFits(int batch, int fits)
    {
        var estimate = GpuEstimate.OfTraining(new(100_000_000, 1, 125_000_000, 125_000_000), new(1, batch, Precision.Float32, false), Gpu);

        Assert.Equal(fits, estimate.Together);
        Assert.Equal(1.6 + fits, estimate.Memory, 6);
    }

    [Fact]
    public void OfTraining_NotOneSampleFits_SaysHowMuchOneTakes()
    {
        var estimate = GpuEstimate.OfTraining(new(1, 1, 0, 2.5e9), new(1, 64, Precision.BFloat16, false), Gpu);

        Assert.Equal(0, estimate.Together);
        Assert.Equal(10, estimate.Memory, 3);
    }

    // Narrow values take half in bfloat16; weights have a narrow copy beside them, and a moving average four bytes more.
    [Fact]
    public void OfTraining_BFloat16_HalvesNarrowValuesAlone() =>
        Assert.Equal((16 + 2 + 4) * 0.1 + 2 * 0.1 + 4 * 0.1, GpuEstimate.OfTraining(new(100_000_000, 1, 1e8, 1e8), new(1, 1, Precision.BFloat16, true), Gpu).Memory, 6);
}
