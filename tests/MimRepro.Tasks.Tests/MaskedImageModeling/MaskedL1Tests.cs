using MimRepro.Tasks.MaskedImageModeling;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.MaskedImageModeling;

public sealed class MaskedL1Tests
{
    [Fact]
    [Trait("Kind", "Unit")]
    public void MaskedL1_WorkedByHand_CountsHiddenPixelsOnly()
    {
        using var scope = NewDisposeScope();
        var images = zeros(1, 2, 4, 4);
        var reconstruction = zeros(1, 2, 4, 4);
        reconstruction[0, .., ..2, ..2] = tensor(3f);  // hidden: 4 pixels in 2 channels, each off by 3
        reconstruction[0, .., 2.., ..] = tensor(100f); // visible: does not count
        var mask = tensor(new float[] { 1, 0, 0, 0 }, [1, 2, 2]);

        var loss = MaskedL1.Of(images, reconstruction, mask).item<float>();

        Assert.Equal(3.0 * 4 * 2 / (4 + 1e-5) / 2, loss, 1e-5);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void MaskedL1_NothingHidden_IsZero()
    {
        using var scope = NewDisposeScope();

        var loss = MaskedL1.Of(zeros(2, 1, 8, 8), ones(2, 1, 8, 8), zeros(2, 2, 2)).item<float>();

        Assert.Equal(0f, loss);
    }
}
