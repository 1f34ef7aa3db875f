using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

// Read next to DingXiaoH/RepLKNet-pytorch replknet.py.

/// <summary>A convolution without bias, then batch norm, then, if asked for, a ReLU.</summary>
internal sealed class ConvBn : nn.Module<Tensor, Tensor>
{
    private readonly bool rectified;
    internal readonly Conv2d conv;
    internal readonly BatchNorm2d bn;

    /// <param name="groups">As many as channels for a depth-wise convolution.</param>
    public ConvBn(int inChannels, int outChannels, int kernel, int stride, int groups, bool rectified) : base(nameof(ConvBn))
    {
        this.rectified = rectified;
        conv = nn.Conv2d(inChannels, outChannels, kernel_size: kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false);
        bn = nn.BatchNorm2d(outChannels);
        register_module(nameof(conv), conv);
        register_module(nameof(bn), bn);
    }

    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor normed = bn.call(conv.call(map));
        return (rectified ? nn.functional.relu(normed) : normed).MoveToOuterDisposeScope();
    }
}

/// <summary>A large depth-wise kernel with a parallel small one while it trains, or both merged into one with a bias.</summary>
internal sealed class LargeKernel : nn.Module<Tensor, Tensor>
{
    internal readonly ConvBn? lkb_origin;
    internal readonly ConvBn? small_conv;
    internal readonly Conv2d? lkb_reparam;

    public LargeKernel(int channels, int kernel, int? smallKernel, bool merged) : base(nameof(LargeKernel))
    {
        if (merged)
        {
            lkb_reparam = nn.Conv2d(channels, channels, kernel_size: kernel, padding: kernel / 2, groups: channels);
            register_module(nameof(lkb_reparam), lkb_reparam);
            return;
        }
        lkb_origin = new ConvBn(channels, channels, kernel, 1, channels, rectified: false);
        register_module(nameof(lkb_origin), lkb_origin);
        if (smallKernel is not int small)
            return;
        small_conv = new ConvBn(channels, channels, small, 1, channels, rectified: false);
        register_module(nameof(small_conv), small_conv);
    }

    public override Tensor forward(Tensor map)
    {
        if (lkb_reparam is not null)
            return lkb_reparam.call(map);
        using DisposeScope scope = NewDisposeScope();
        Tensor wide = lkb_origin!.call(map);
        return (small_conv is null ? wide : wide + small_conv.call(map)).MoveToOuterDisposeScope();
    }
}

/// <summary>Tokens look around: norm, 1 x 1, large depth-wise kernel, 1 x 1, beside a residual.</summary>
internal sealed class RepLkBlock : nn.Module<Tensor, Tensor>
{
    private readonly double dropPath;
    internal readonly ConvBn pw1;
    internal readonly ConvBn pw2;
    internal readonly LargeKernel large_kernel;
    internal readonly BatchNorm2d prelkb_bn;

    public RepLkBlock(RepLkNetRecipe recipe, int stage, double dropPath) : base(nameof(RepLkBlock))
    {
        this.dropPath = dropPath;
        int channels = recipe.Channels[stage], wide = (int)(channels * recipe.LargeKernelRatio); // the reference cuts fractions off, too
        pw1 = new ConvBn(channels, wide, 1, 1, 1, rectified: true);
        pw2 = new ConvBn(wide, channels, 1, 1, 1, rectified: false);
        large_kernel = new LargeKernel(wide, recipe.KernelSizes[stage], recipe.SmallKernel, recipe.Merged);
        prelkb_bn = nn.BatchNorm2d(channels);
        register_module(nameof(pw1), pw1);
        register_module(nameof(pw2), pw2);
        register_module(nameof(large_kernel), large_kernel);
        register_module(nameof(prelkb_bn), prelkb_bn);
    }

    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor seen = nn.functional.relu(large_kernel.call(pw1.call(prelkb_bn.call(map))));
        return StochasticDepth.Add(map, pw2.call(seen), dropPath, training).MoveToOuterDisposeScope();
    }
}

/// <summary>Each token by itself: norm, two 1 x 1 convolutions with an exact (erf) GELU between, beside a residual.</summary>
internal sealed class ConvFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly double dropPath;
    internal readonly BatchNorm2d preffn_bn;
    internal readonly ConvBn pw1;
    internal readonly ConvBn pw2;

    public ConvFeedForward(RepLkNetRecipe recipe, int stage, double dropPath) : base(nameof(ConvFeedForward))
    {
        this.dropPath = dropPath;
        int channels = recipe.Channels[stage], hidden = (int)(channels * recipe.FeedForwardRatio);
        preffn_bn = nn.BatchNorm2d(channels);
        pw1 = new ConvBn(channels, hidden, 1, 1, 1, rectified: false);
        pw2 = new ConvBn(hidden, channels, 1, 1, 1, rectified: false);
        register_module(nameof(preffn_bn), preffn_bn);
        register_module(nameof(pw1), pw1);
        register_module(nameof(pw2), pw2);
    }

    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor changed = pw2.call(nn.functional.gelu(pw1.call(preffn_bn.call(map))));
        return StochasticDepth.Add(map, changed, dropPath, training).MoveToOuterDisposeScope();
    }
}

/// <summary>Pairs of a large-kernel block and a feed-forward block on maps of one size.</summary>
internal sealed class RepLkStage : nn.Module<Tensor, Tensor>
{
    internal readonly ModuleList<nn.Module<Tensor, Tensor>> blocks = [];
    internal readonly BatchNorm2d? norm;

    public RepLkStage(RepLkNetRecipe recipe, int stage) : base(nameof(RepLkStage))
    {
        (int first, int pairs) = (recipe.Depths.Take(stage).Sum(), recipe.Depths.Sum());
        for (int pair = 0; pair < recipe.Depths[stage]; pair++)
        {
            double dropPath = StochasticDepth.Rate(recipe.DropPath, first + pair, pairs);
            blocks.Add(new RepLkBlock(recipe, stage, dropPath));
            blocks.Add(new ConvFeedForward(recipe, stage, dropPath));
        }
        norm = recipe.Norms == MapNorms.EveryStage ? nn.BatchNorm2d(recipe.Channels[stage]) : null;
        register_module(nameof(blocks), blocks);
        if (norm is not null) register_module(nameof(norm), norm);
    }

    /// <summary>The map after all blocks. The stage's norm is for readers of the map; the next stage sees it as it is.</summary>
    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (nn.Module<Tensor, Tensor> block in blocks)
            map = block.call(map);
        return map.MoveToOuterDisposeScope();
    }
}

/// <summary>To the next stage: its channels by a 1 x 1 convolution, half the side by a depth-wise 3 x 3.</summary>
internal sealed class RepLkTransition : nn.Module<Tensor, Tensor>
{
    // An array: torch would register a field of a module's type under the field's own name, too.
    private readonly ConvBn[] layers;

    public RepLkTransition(int inChannels, int outChannels) : base(nameof(RepLkTransition))
    {
        layers = [
            new ConvBn(inChannels, outChannels, 1, 1, 1, rectified: true),
            new ConvBn(outChannels, outChannels, 3, 2, outChannels, rectified: true)];
        register_module("0", layers[0]);
        register_module("1", layers[1]);
    }

    public override Tensor forward(Tensor map)
    {
        using Tensor wide = layers[0].call(map);
        return layers[1].call(wide);
    }
}
