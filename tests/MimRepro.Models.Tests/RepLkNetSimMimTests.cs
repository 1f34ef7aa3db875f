using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

/// <summary>SimMIM around a ConvNet: kernels overlap and batch norms mix images, yet what is hidden stays hidden.</summary>
[Trait("Kind", "Unit")]
public sealed class RepLkNetSimMimTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SimMim_HiddenPixels_HaveNoInfluence(bool training)
    {
        using DisposeScope scope = NewDisposeScope();
        using SimMim model = Moved(TinyRecipes.RepLkNet);
        model.train(training);
        Tensor images = randn(2, 1, 16, 16), mask = Mask();
        Tensor pixels = mask.repeat_interleave(4, 1).repeat_interleave(4, 2).unsqueeze(1).to(ScalarType.Bool);
        Tensor changed = where(pixels, images + 9, images);

        Assert.True(model.call(images, mask).eq(model.call(changed, mask)).all().item<bool>());
        Assert.False(model.call(images, 1 - mask).eq(model.call(changed, 1 - mask)).all().item<bool>());
    }

    [Fact]
    public void SimMim_HiddenPixels_HaveNoGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using SimMim model = Moved(TinyRecipes.RepLkNet);
        Tensor images = randn(2, 1, 16, 16, requires_grad: true), mask = Mask();

        model.call(images, mask).square().sum().backward();

        Tensor hidden = mask.repeat_interleave(4, 1).repeat_interleave(4, 2).unsqueeze(1).to(ScalarType.Bool);
        Assert.Equal(0, images.grad!.masked_select(hidden).abs().max().item<float>());
        Assert.True(images.grad!.masked_select(hidden.logical_not()).abs().max().item<float>() > 0);
    }

    [Fact]
    public void SimMim_LossOfHiddenPixels_ReachesEveryParameter()
    {
        using DisposeScope scope = NewDisposeScope();
        using SimMim model = Moved(TinyRecipes.RepLkNet);
        Tensor images = randn(2, 1, 16, 16), mask = Mask();
        Tensor hidden = mask.repeat_interleave(4, 1).repeat_interleave(4, 2).unsqueeze(1);

        ((model.call(images, mask) - images) * hidden).square().sum().backward();

        foreach ((string name, Parameter parameter) in model.named_parameters())
            Assert.True(parameter.grad is { } gradient && gradient.abs().max().item<float>() > 0, name);
    }

    [Fact]
    public void SimMim_MaskToken_StandsForEveryHiddenToken()
    {
        using DisposeScope scope = NewDisposeScope();
        using SimMim model = Moved(TinyRecipes.RepLkNet);
        Tensor images = randn(2, 1, 16, 16), all = ones(2, 4, 4);

        Tensor before = model.call(images, all);
        using (no_grad())
            model.named_parameters().Single(entry => entry.name == "encoder.mask_token").parameter.add_(1);
        Tensor after = model.call(images, all);

        Assert.True(before[0].eq(before[1]).all().item<bool>()); // nothing of either image is left
        Assert.False(before.eq(after).all().item<bool>());
    }

    [Fact]
    public void SimMim_RepLkNet_PredictsSquaresOfItsStride()
    {
        using DisposeScope scope = NewDisposeScope();
        using SimMim model = Moved(TinyRecipes.RepLkNet);

        Assert.Equal((4, 8), (model.Encoder.TokenSize, model.Encoder.OutputStride));
        Assert.Equal([64, 8, 1, 1], model.state_dict()["decoder.0.weight"].shape);
        Assert.Equal([1, 1, 16, 24], model.call(randn(1, 1, 16, 24), zeros(1, 4, 6)).shape);
    }

    [Fact]
    public void SimMim_MaskOfAnotherGrid_IsRefused()
    {
        using SimMim model = Moved(TinyRecipes.RepLkNet);

        Assert.Equal("mask is [1, 2, 2], expected [1, 4, 4].", Assert.Throws<ShapeException>(() => model.call(zeros(1, 1, 16, 16), zeros(1, 2, 2))).Message);
    }

    [Fact]
    public void SimMim_ImagesThatNoSquaresFill_AreRefused()
    {
        using SimMim model = Moved(TinyRecipes.RepLkNet);

        Assert.Equal("images are [1, 1, 20, 16], expected sides that are multiples of 8: the decoder predicts squares of that many pixels.",
            Assert.Throws<ShapeException>(() => model.call(zeros(1, 1, 20, 16), zeros(1, 5, 4))).Message);
    }

    [Fact]
    public void Tokens_MaskWithoutAMaskToken_IsRefused()
    {
        using var model = new RepLkNet(TinyRecipes.RepLkNet, 0);

        Assert.Throws<InvalidOperationException>(() => model.Tokens(zeros(1, 1, 16, 16), zeros(1, 4, 4)));
    }

    private static Tensor Mask() => tensor(new float[] { 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1 }).view(1, 4, 4).repeat(2, 1, 1);

    /// <summary>In evaluation mode, with statistics and gains that are not as they begin.</summary>
    private static SimMim Moved(RepLkNetRecipe recipe)
    {
        manual_seed(1);
        var model = new SimMim(recipe);
        RepLkNetTests.MoveNorms(model);
        model.eval();
        return model;
    }
}
