using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

[Trait("Kind", "Parity")]
public sealed class VisionTransformerParityTests
{
    public static TheoryData<string> Cases => ParityCase.Named("c_vit", "VisionTransformer");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.True(Cases.Count<object[]>() >= 4);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classifier_WithOfficialWeights_GivesOfficialOutputs(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        (ParityCase data, VisionTransformer model) = Loaded(name);
        var seen = new Dictionary<string, Tensor>();
        Watch(model, seen);

        Tensor logits = model.call(data["in/x"]);

        seen["out/logits"] = logits;
        seen["out/pooled"] = model.Features(data["in/x"]);
        seen["out/loss"] = (logits * data["in/loss_weight"]).sum();
        BackboneTaps taps = model.Tap(data["in/x"]);
        foreach (AttentionTap tap in taps.Attention)
            seen[$"out/{tap.Name}_prob"] = tap.Probabilities;
        foreach (string expected in data.Names("out/"))
            data.AssertClose("out/" + expected, seen["out/" + expected]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classifier_WithOfficialWeights_GivesOfficialGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        (ParityCase data, VisionTransformer model) = Loaded(name);
        Tensor images = data["in/x"].requires_grad_();

        (model.call(images) * data["in/loss_weight"]).sum().backward();

        data.AssertClose("grad_input/x", images.grad!);
        foreach ((string parameter, TorchSharp.Modules.Parameter value) in model.named_parameters())
            if (data.Names("grad/").Contains(parameter))
                data.AssertClose("grad/" + parameter, value.grad!);
        data.AssertGradientNorms(model);
    }

    private static (ParityCase Data, VisionTransformer Model) Loaded(string name)
    {
        ParityCase data = ParityCase.Read("c_vit", name);
        var model = new VisionTransformer(data.Recipe(), data.Config.GetProperty("num_classes").GetInt32(), data.ImageSize(), data.QueryScale(), masked: false);
        data.LoadInto(model);
        model.eval();
        return (data, model);
    }

    /// <summary>Keeps what the official modules put out, by hooks: they fire only where children are called, not forwarded.</summary>
    private static void Watch(VisionTransformer model, Dictionary<string, Tensor> seen)
    {
        foreach ((string name, nn.Module module) in model.named_modules())
            if (module is Block block)
                block.register_forward_hook((_, _, _, output) => Keep(name, output));
            else if (module is PatchEmbed embed)
                embed.register_forward_hook((_, _, output) => Keep(name, output));

        Tensor Keep(string name, Tensor output)
        {
            seen["out/" + name] = output.clone().DetachFromDisposeScope();
            return output;
        }
    }
}
