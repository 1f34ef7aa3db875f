using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

[Trait("Kind", "Parity")]
public sealed class SimMimParityTests
{
    public static TheoryData<string> Cases => ParityCase.Named("b_simmim", "VisionTransformerForSimMIM");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.True(Cases.Count<object[]>() >= 2);

    [Theory]
    [MemberData(nameof(Cases))]
    public void SimMim_WithOfficialWeights_GivesOfficialOutputsAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read("b_simmim", name);
        var model = new SimMim(data.Recipe());
        data.LoadInto(model);
        Tensor images = data["in/x"].requires_grad_();
        Tensor mask = data["in/mask"];

        Tensor tokens = model.Encoder.PatchTokens(images, mask);
        Tensor reconstruction = model.call(images, mask);
        Tensor loss = MaskedL1(images, reconstruction, mask);
        loss.backward();

        data.AssertClose("out/encoder", tokens.transpose(1, 2).reshape(data["out/encoder"].shape));
        data.AssertClose("out/reconstruction", reconstruction);
        data.AssertClose("out/loss", loss);
        data.AssertClose("grad_input/x", images.grad!);
        foreach ((string parameter, TorchSharp.Modules.Parameter value) in model.named_parameters())
            if (data.Names("grad/").Contains(parameter))
                data.AssertClose("grad/" + parameter, value.grad ?? zeros_like(value));
        data.AssertGradientNorms(model);
    }

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

    private static Tensor MaskedL1(Tensor images, Tensor reconstruction, Tensor mask)
    {
        long patch = images.shape[2] / mask.shape[1];
        Tensor hidden = mask.repeat_interleave(patch, 1).repeat_interleave(patch, 2).unsqueeze(1).to(ScalarType.Float32);
        return ((images - reconstruction).abs() * hidden).sum() / (hidden.sum() + 1e-5) / images.shape[1];
    }
}
