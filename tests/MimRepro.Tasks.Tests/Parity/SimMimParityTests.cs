using MimRepro.Models;
using MimRepro.Models.Tests;
using MimRepro.Tasks.MaskedImageModeling;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Every stored SimMIM of every family: encoder, reconstruction, normalised targets, loss, gradients.</summary>
[Trait("Kind", "Parity")]
public sealed class SimMimParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases => ParityCase.OfKind("simmim_forward_backward");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.True(Cases.Any<object[]>() && ParityFolder.OfKind("simmim_forward_backward", ParityFolder.Own).Count >= 6);

    [Theory]
    [MemberData(nameof(Cases))]
    public void SimMim_WithOfficialWeights_GivesOfficialOutputsAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        OfficialConfig config = OfficialConfig.Of(data.Config);
        using var model = new SimMim(config.Recipe, config.ImageSize);
        data.LoadExactly(model);
        model.eval();
        Assert.Equal(config.EncoderStride, model.Encoder.OutputStride);
        Tensor images = data.Exact("in/x").requires_grad_();
        Tensor mask = data["in/mask"];

        Tensor tokens = model.Encoder.Tokens(images, mask);
        Tensor reconstruction = model.call(images, mask);
        Tensor targets = config.TargetWindow is { } window ? LocalNormalization.Of(images, window) : images;
        Tensor loss = MaskedL1.Of(targets, reconstruction, mask);
        loss.backward();

        data.AssertClose("out/encoder", tokens.transpose(1, 2).reshape(data["out/encoder"].shape));
        data.AssertClose("out/reconstruction", reconstruction);
        data.AssertClose("out/loss", loss);
        foreach (string target in data.Names("out/normalised_target"))
            data.AssertClose("out/normalised_target" + target, targets);
        data.AssertClose("grad_input/x", images.grad!);
        data.AssertGradients(model);
        data.Report(output);
    }
}
