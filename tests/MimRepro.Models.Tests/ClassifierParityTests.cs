using System.Globalization;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

/// <summary>Every stored classifier of every family: outputs of all layers, attention, position biases, gradients.</summary>
[Trait("Kind", "Parity")]
public sealed class ClassifierParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases => ParityCase.OfKind("classifier_forward");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.True(Cases.Any<object[]>() && ParityFolder.OfKind("classifier_forward", ParityFolder.Own).Count >= 10);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classifier_WithOfficialWeights_GivesOfficialOutputsAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        OfficialConfig config = OfficialConfig.Of(data.Config);
        using Backbone model = Backbones.Create(config.Recipe, config.Classes, config.ImageSize);
        data.LoadExactly(model);
        model.eval();
        Tensor images = data.Exact("in/x").requires_grad_();
        var seen = new Dictionary<string, Tensor>();
        Watch(model, seen);

        Tensor logits = model.call(images);
        Tensor loss = (logits * data.Exact("in/loss_weight")).sum();
        loss.backward();

        seen["logits"] = logits;
        seen["loss"] = loss;
        seen["pooled"] = model.Features(images);
        seen["norm"] = model.Tokens(images, mask: null);
        foreach (AttentionTap tap in model.Tap(images).Attention)
            seen[tap.Name + "_prob"] = tap.Probabilities;
        foreach (string expected in data.Names("out/"))
            data.AssertClose("out/" + expected, seen[expected]);
        data.AssertClose("grad_input/x", images.grad!);
        data.AssertGradients(model);
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tap_WithOfficialWeights_HasOfficialBlocksAndWindowsOfEachImage(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        OfficialConfig config = OfficialConfig.Of(data.Config);
        using Backbone model = Backbones.Create(config.Recipe, config.Classes, config.ImageSize);
        data.LoadExactly(model);
        model.eval();

        BackboneTaps taps = model.Tap(data.Exact("in/x"));

        Assert.Equal(config.Recipe.AttentionLayers(), taps.Attention.Count);
        foreach (AttentionTap tap in taps.Attention)
        {
            Assert.Equal(data["in/x"].shape[0] * tap.WindowsPerImage, tap.Probabilities.shape[0]);
            Assert.Equal(tap.Probabilities.shape[2], tap.Grid.GetLength(0) + (tap.HasClassToken ? 1 : 0));
        }
        foreach (FeatureTap tap in taps.Features.Where(tap => data.Names("out/").Contains(tap.Name)))
            data.AssertClose("out/" + tap.Name, tap.Values);
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classifier_InSinglePrecision_DiffersByRoundingOnly(string name)
    {
        const double rounding = 1e-3; // of the largest value; float32 has 6e-8, and post-norm blocks multiply it
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        OfficialConfig config = OfficialConfig.Of(data.Config);
        using Backbone model = Backbones.Create(config.Recipe, config.Classes, config.ImageSize);
        data.LoadInto(model);
        model.eval();

        Tensor logits = model.call(data["in/x"]);

        Assert.Equal(ScalarType.Float32, logits.dtype);
        Tensor expected = data["out/logits"];
        float error = (logits - expected).abs().max().item<float>() / expected.abs().max().item<float>();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: largest error {error:0.0e+0} of the largest logit, in float32"));
        Assert.InRange(error, 0, rounding);
    }

    /// <summary>Keeps what the official modules put out, by hooks: they fire only where children are called, not forwarded.</summary>
    private static void Watch(Backbone model, Dictionary<string, Tensor> seen)
    {
        foreach ((string name, nn.Module module) in model.named_modules())
            switch (module)
            {
                case Block block:
                    block.register_forward_hook((_, _, _, result) => Keep(name, result));
                    break;
                case PatchEmbed embed:
                    embed.register_forward_hook((_, _, result) => Keep(name, result));
                    break;
                case SwinTransformerBlock block:
                    block.register_forward_hook((_, _, _, result) => Keep(name, result));
                    break;
                case SwinStage stage:
                    stage.register_forward_hook((_, _, result) => Keep(name, result));
                    break;
                case CosineWindowAttention attention:
                    seen[name[..^".attn".Length] + ".cpb_bias"] = attention.Bias();
                    break;
            }

        // A map [B, H, W, C] is stored as tokens [B, L, C].
        Tensor Keep(string name, Tensor result)
        {
            seen[name] = (result.dim() == 4 ? result.flatten(1, 2) : result).clone().DetachFromDisposeScope();
            return result;
        }
    }
}
