using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

[Trait("Kind", "Unit")]
public sealed class SimMimTests
{
    [Fact]
    public void SimMim_BoolMask_IsTheSameAsZerosAndOnes()
    {
        using DisposeScope scope = NewDisposeScope();
        var model = new SimMim(TinyRecipes.TinyMasked);
        Tensor images = arange(64, ScalarType.Float32).view(1, 1, 8, 8) / 64;
        Tensor mask = tensor(new long[] { 1, 0, 0, 1 }).view(1, 2, 2);

        Tensor byNumber = model.call(images, mask.to(ScalarType.Float32));
        Tensor byBool = model.call(images, mask.to(ScalarType.Bool));

        Assert.True(byNumber.eq(byBool).all().item<bool>());
    }

    [Fact]
    public void SimMim_HiddenPatch_HasNoInfluence()
    {
        using DisposeScope scope = NewDisposeScope();
        var model = new SimMim(TinyRecipes.TinyMasked);
        Tensor images = arange(64, ScalarType.Float32).view(1, 1, 8, 8) / 64;
        Tensor changed = images.clone();
        changed[.., .., ..4, ..4] = 9;
        Tensor mask = tensor(new long[] { 1, 0, 0, 0 }).view(1, 2, 2);

        Assert.True(model.call(images, mask).eq(model.call(changed, mask)).all().item<bool>());
        Assert.False(model.call(images, 1 - mask).eq(model.call(changed, 1 - mask)).all().item<bool>());
    }

    [Fact]
    public void SimMim_MaskOfAnotherGrid_IsRefused()
    {
        using var model = new SimMim(TinyRecipes.TinyMasked);

        var fault = Assert.Throws<ShapeException>(() => model.call(zeros(1, 1, 8, 8), zeros(1, 4, 4)));

        Assert.Equal("mask is [1, 4, 4], expected [1, 2, 2].", fault.Message);
    }
}
