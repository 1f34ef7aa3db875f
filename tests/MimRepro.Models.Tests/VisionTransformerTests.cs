using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

[Trait("Kind", "Unit")]
public sealed class VisionTransformerTests
{
    [Fact]
    public void RelativePositionIndex_TwoByTwoGrid_IsAsWorkedByHand()
    {
        using Tensor index = RelativePositions.Index(2, 2);

        // A table of 3 x 3 offsets and three rows for the class token; offset (0, 0) is row 4.
        long[] expected =
        [
            11, 9, 9, 9, 9,
            10, 4, 3, 1, 0,
            10, 5, 4, 2, 1,
            10, 7, 6, 4, 3,
            10, 8, 7, 5, 4,
        ];
        Assert.Equal(expected, index.data<long>().ToArray());
    }

    [Fact]
    public void Forward_WithoutHead_IsTheFeatures()
    {
        using DisposeScope scope = NewDisposeScope();
        var model = new VisionTransformer(TinyRecipes.Tiny, 0);
        Tensor images = Images(3);

        Tensor output = model.call(images);

        Assert.Equal([3L, 8L], output.shape);
        Assert.True(output.eq(model.Features(images)).all().item<bool>());
    }

    [Fact]
    public void Forward_ImagesOfAnotherSize_IsRefused()
    {
        using var model = new VisionTransformer(TinyRecipes.Tiny, 3);

        var fault = Assert.Throws<ShapeException>(() => model.call(zeros(2, 1, 8, 12)));

        Assert.Equal("images are [2, 1, 8, 12], expected [B, 1, 8, 8].", fault.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tap_AnyPooling_GivesEveryLayer(bool meanPooling)
    {
        using DisposeScope scope = NewDisposeScope();
        var model = new VisionTransformer(TinyRecipes.Tiny with { MeanPooling = meanPooling }, 0);
        model.eval();

        BackboneTaps taps = model.Tap(Images(3));

        Assert.Equal(["blocks.0.attn", "blocks.1.attn"], taps.Attention.Select(tap => tap.Name));
        Assert.Equal(["blocks.0.norm1", "blocks.1.norm1", meanPooling ? "fc_norm" : "norm"], taps.Features.Select(tap => tap.Name));
        Assert.All(taps.Attention, tap =>
        {
            Assert.Equal([3L, 2L, 5L, 5L], tap.Probabilities.shape);
            Assert.True(tap.HasClassToken);
            Assert.Equal(4.0, tap.StrideInPixels);
            Assert.Equal(new long[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, tap.Grid);
            Assert.True((tap.Probabilities.sum(-1) - 1).abs().max().item<float>() < 1e-6);
            Assert.False(tap.Probabilities.requires_grad);
        });
        Assert.All(taps.Features, tap => Assert.Equal([3L, 4L, 8L], tap.Values.shape));
    }

    [Fact]
    public void Tap_LastFeatures_AreWhatTheModelPools()
    {
        using DisposeScope scope = NewDisposeScope();
        var model = new VisionTransformer(TinyRecipes.Tiny with { Depth = 1 }, 0);
        model.eval();
        Tensor images = Images(2);

        using BackboneTaps taps = model.Tap(images);
        Tensor first = model.patch_embed.call(images);
        Tensor normed = nn.functional.layer_norm(first, [8], eps: 1e-6);

        Assert.True((taps.Features[0].Values - normed).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Initialise_SimMimEncoder_CutsAtOneDeviationAndShrinksDeeperLayers()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(1);
        VisionTransformerRecipe recipe = TinyRecipes.TinyMasked with { EmbedDim = 64 };
        Dictionary<string, Tensor> masked = new SimMim(recipe).state_dict();
        Dictionary<string, Tensor> plain = new VisionTransformer(recipe, 10).state_dict();

        Assert.Equal(0.02, masked["encoder.blocks.0.attn.qkv.weight"].abs().max().item<float>(), 1e-4);
        Assert.Equal(0.02, plain["blocks.0.attn.qkv.weight"].std().item<float>(), 1e-3);
        Assert.InRange(plain["blocks.0.attn.qkv.weight"].abs().max().item<float>(), 0.05f, 0.12f);
        Assert.Equal(0.02 / Math.Sqrt(4), plain["blocks.1.mlp.fc2.weight"].std().item<float>(), 1e-3);
        Assert.Equal(0.02 * 0.001, plain["head.weight"].std().item<float>(), 5e-6);
        Assert.All(plain.Where(entry => entry.Key.EndsWith("bias", StringComparison.Ordinal)), entry => Assert.Equal(0f, entry.Value.abs().max().item<float>()));
    }

    [Fact]
    public void Construct_SameSeed_GivesSameWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] drawn = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            random.manual_seed(5);
            return new SimMim(TinyRecipes.TinyMasked).state_dict()["encoder.blocks.1.mlp.fc1.weight"];
        })];

        Assert.True(drawn[0].eq(drawn[1]).all().item<bool>());
    }

    [Fact]
    public void DropPath_InTraining_DropsWholeBranchesOfSomeImagesAndScalesTheRest()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(3);
        var block = new Block(TinyRecipes.Tiny with { LayerScaleInit = null }, (2, 2), dropPath: 0.5);
        foreach (TorchSharp.Modules.Parameter parameter in block.mlp.parameters())
            nn.init.zeros_(parameter); // leaves the attention branch alone
        Tensor tokens = rand(64, 5, 8);

        block.eval();
        Tensor whole = block.call(tokens, null) - tokens;
        block.train();
        Tensor drawn = block.call(tokens, null) - tokens;

        Tensor ratio = (drawn / whole).flatten(1).mean([1]);
        float[] ratios = [.. ratio.data<float>()];
        Assert.All(ratios, value => Assert.True(Math.Abs(value) < 1e-2 || Math.Abs(value - 2) < 1e-2, $"{value}"));
        Assert.InRange(ratios.Count(value => value > 1), 16, 48);
    }

    [Fact]
    public void Dropout_InTraining_ActsAndEvalTurnsItOff()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(3);
        var model = new VisionTransformer(TinyRecipes.Tiny with { DropRate = 0.3, AttentionDropRate = 0.3 }, 0);
        Tensor images = Images(2);

        Assert.False(model.call(images).eq(model.call(images)).all().item<bool>());
        model.eval();
        Assert.True(model.call(images).eq(model.call(images)).all().item<bool>());
    }

    [Fact]
    public void TrainingSteps_Many_LeaveNoTensorBehind()
    {
        using var model = new SimMim(TinyRecipes.TinyMasked);
        Step(model);
        model.Encoder.Tap(Images(1)).Dispose();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (int step = 0; step < 20; step++)
            Step(model);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void ForwardWithoutScope_LeavesOnlyItsOutput()
    {
        using var model = new VisionTransformer(TinyRecipes.Tiny, 3);
        using Tensor images = Images(2);
        model.call(images).Dispose();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using Tensor output = model.call(images);

        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void To_AnotherDevice_MovesTheFieldsThatForwardReads()
    {
        using DisposeScope scope = NewDisposeScope();
        var separate = new VisionTransformer(TinyRecipes.Tiny with { AbsolutePositionEmbedding = true }, 3);
        var masked = new SimMim(TinyRecipes.TinyMasked);
        separate.to(META);
        masked.to(META);

        Attention attention = separate.modules().OfType<Attention>().First();
        SharedRelativePositionBias shared = masked.modules().OfType<SharedRelativePositionBias>().Single();
        Assert.All(
            [attention.relative_position_index!, attention.relative_position_bias_table!, attention.qkv.weight, shared.relative_position_index, shared.relative_position_bias_table],
            field => Assert.Equal(DeviceType.META, field.device_type));
        Assert.All(separate.state_dict().Values.Concat(masked.state_dict().Values), value => Assert.Equal(DeviceType.META, value.device_type));
    }

    [Fact]
    public void BaseModels_AtFullSize_RunOneImage()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var classifier = new VisionTransformer(TinyRecipes.Base, 1000);
        using var masked = new SimMim(TinyRecipes.BaseMasked);
        Tensor images = zeros(1, 3, 224, 224);

        Assert.Equal([1L, 1000L], classifier.call(images).shape);
        Assert.Equal([1L, 3L, 224L, 224L], masked.call(images, ones(1, 14, 14)).shape);
    }

    private static void Step(SimMim model)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Images(2);
        (model.call(images, ones(2, 2, 2)) - images).abs().mean().backward();
    }

    private static Tensor Images(int count) => linspace(-1, 1, count * 64, ScalarType.Float32).view(count, 1, 8, 8).sin();
}
