using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class AutocastTests
{
    [Fact]
    public void For_BFloat16_MultipliesInBFloat16UntilDisposed()
    {
        using var scope = NewDisposeScope();
        var matrix = ones(4, 4);

        using (Autocast.For(Precision.BFloat16))
            Assert.Equal(Autocast.IsAvailable ? ScalarType.BFloat16 : ScalarType.Float32, matrix.matmul(matrix).dtype);

        Assert.Equal(ScalarType.Float32, matrix.matmul(matrix).dtype);
    }

    [Fact]
    public void IsAvailable_OnLinux_IsTrue() => Assert.Equal(OperatingSystem.IsLinux(), Autocast.IsAvailable);

    [Fact]
    public void For_Float32_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var autocast = Autocast.For(Precision.Float32);

        Assert.Equal(ScalarType.Float32, ones(4, 4).matmul(ones(4, 4)).dtype);
    }

    [Fact]
    public void Suspend_InsideBFloat16_MultipliesExactlyUntilDisposed()
    {
        using var scope = NewDisposeScope();
        var matrix = ones(4, 4);

        using (Autocast.For(Precision.BFloat16))
        {
            using (Autocast.Suspend())
            {
                using var again = Autocast.Suspend();
                Assert.Equal(ScalarType.Float32, matrix.matmul(matrix).dtype);
            }
            Assert.Equal(Autocast.IsAvailable ? ScalarType.BFloat16 : ScalarType.Float32, matrix.matmul(matrix).dtype);
        }

        Assert.Equal(ScalarType.Float32, matrix.matmul(matrix).dtype);
    }
}
