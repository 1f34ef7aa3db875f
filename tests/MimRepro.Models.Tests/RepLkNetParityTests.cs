using System.Text.Json;
using MimRepro.Recipes;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

/// <summary>Every stored RepLKNet: outputs of all blocks, maps, gradients, running statistics, merged kernels and what they compute.</summary>
[Trait("Kind", "Parity")]
public sealed class RepLkNetParityTests(ITestOutputHelper output)
{
    private const string AfterStep = "after/", MergedWeight = "merged/", MergedOutput = "merged_output.";

    public static TheoryData<string> Cases => ParityCase.OfKind("replknet_forward");

    [Theory]
    [MemberData(nameof(Cases))]
    public void RepLkNet_WithOfficialWeights_GivesOfficialOutputsGradientsAndStatistics(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        OfficialRepLkNet config = OfficialRepLkNet.Of(data.Config);
        using RepLkNet model = Loaded(data, config);
        model.train(config.Training);
        Tensor images = data.Exact("in/x").requires_grad_();
        var seen = new Dictionary<string, Tensor>();
        Watch(model, seen);

        Dictionary<string, Tensor> outputs = config.Run(model, images);
        Tensor loss = outputs.Select(entry => (entry.Value * data.Exact(config.LossWeight(entry.Key))).sum()).Aggregate((one, other) => one + other);
        loss.backward();

        foreach ((string key, Tensor value) in outputs)
            seen[key] = value;
        seen["loss"] = loss;
        foreach ((string key, Tensor value) in model.state_dict())
            seen[AfterStep + key] = value;
        foreach (string expected in data.Names("out/").Where(expected => !expected.StartsWith("merged", StringComparison.Ordinal)))
            data.AssertClose("out/" + expected, seen[expected]);
        data.AssertClose("grad_input/x", images.grad!);
        data.AssertGradients(model);
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Merge_WithOfficialWeights_GivesOfficialKernelsAndOutputs(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        OfficialRepLkNet config = OfficialRepLkNet.Of(data.Config);
        using RepLkNet model = Loaded(data, config);

        using RepLkNet merged = model.Merge();

        Dictionary<string, Tensor> seen = config.Run(merged, data.Exact("in/x")).ToDictionary(entry => MergedOutput + entry.Key, entry => entry.Value);
        foreach ((string key, Tensor value) in merged.state_dict())
            seen[MergedWeight + key] = value;
        string[] keys = data.Description.TryGetProperty("merged_keys", out JsonElement list) ? [.. list.EnumerateArray().Select(key => key.GetString()!)] : [.. data.Names("w/")];
        Assert.Equal(keys.Order(StringComparer.Ordinal), merged.state_dict().Keys.Order(StringComparer.Ordinal));
        foreach (string expected in data.Names("out/").Where(expected => expected.StartsWith("merged", StringComparison.Ordinal)))
            data.AssertClose("out/" + expected, seen[expected]);
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tap_WithOfficialWeights_HasOfficialBlocks(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        OfficialRepLkNet config = OfficialRepLkNet.Of(data.Config);
        using RepLkNet model = Loaded(data, config);
        model.train(config.Training);

        BackboneTaps taps = model.Tap(data.Exact("in/x"));

        Assert.Empty(taps.Attention);
        foreach (FeatureTap tap in taps.Features)
            data.AssertClose("out/" + tap.Name, tap.Values.transpose(1, 2).reshape(data["out/" + tap.Name].shape));
        data.Report(output);
    }

    private static RepLkNet Loaded(ParityCase data, OfficialRepLkNet config)
    {
        var model = new RepLkNet(config.Recipe, config.Classes);
        data.LoadExactly(model);
        return model;
    }

    private static void Watch(RepLkNet model, Dictionary<string, Tensor> seen)
    {
        foreach ((string name, nn.Module module) in model.named_modules())
            if (module is RepLkBlock or ConvFeedForward or LargeKernel or RepLkStage or RepLkTransition
                || name == "norm" || (name.StartsWith("stem.", StringComparison.Ordinal) && module is ConvBn))
                ((nn.Module<Tensor, Tensor>)module).register_forward_hook((_, _, result) => Keep(name, result));

        Tensor Keep(string name, Tensor result)
        {
            seen[name] = result.clone().DetachFromDisposeScope();
            if (name == "norm")
                seen["pooled"] = result.mean([2, 3]).DetachFromDisposeScope();
            return result;
        }
    }
}

/// <summary>A constructor call of the official RepLKNet: a classifier, or a model that gives maps of some stages.</summary>
internal sealed record OfficialRepLkNet(RepLkNetRecipe Recipe, int Classes, IReadOnlyList<int> Maps, bool Training)
{
    public static OfficialRepLkNet Of(JsonElement config)
    {
        var reader = new OfficialOptions(config);
        Assert.Equal("RepLKNet", config.GetProperty("class").GetString());
        JsonElement size = config.GetProperty("img_size");
        bool dense = reader.IsNull("num_classes");
        var result = new OfficialRepLkNet(
            reader.RepLkNet(size.ValueKind == JsonValueKind.Array ? size[0].GetInt32() : size.GetInt32()),
            dense ? 0 : reader.Int("num_classes", 1000), reader.Ints("out_indices", []), reader.Mode());
        Assert.True(reader.Unread.Length == 0, $"Options that no recipe of ours has: {string.Join(", ", reader.Unread)}");
        Assert.Equal(dense, result.Maps.Count > 0);
        return result;
    }

    /// <summary>What the official model gives: <c>logits</c>, or <c>map.i</c> of some stages.</summary>
    public Dictionary<string, Tensor> Run(RepLkNet model, Tensor images)
    {
        if (Maps.Count == 0)
            return new() { ["logits"] = model.call(images) };
        IReadOnlyList<Tensor> maps = model.StageMaps(images);
        return Maps.ToDictionary(stage => $"map.{stage}", stage => maps[stage]);
    }

    public string LossWeight(string output) => output == "logits" ? "in/loss_weight" : "in/loss_weight" + output["map".Length..];
}
