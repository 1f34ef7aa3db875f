using MimRepro.Models;
using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>Maps of a backbone as maps of one width, one stride after the other, and a last one at twice the largest stride.</summary>
public abstract class Neck(string name) : nn.Module<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>(name)
{
    /// <summary>Pixels between neighbours of each map.</summary>
    public abstract IReadOnlyList<int> Strides { get; }

    /// <summary>The neck that fits a backbone: a feature pyramid over its stages, or a simple one over its only map.</summary>
    /// <exception cref="ShapeException">No neck is known for the family.</exception>
    public static Neck For(Backbone backbone, int width) => backbone.Recipe switch
    {
        SwinRecipe swin => new FeaturePyramid([.. swin.Depths.Select((_, stage) => swin.EmbedDim << stage)], swin.PatchSize, width),
        VisionTransformerRecipe vision => new SimpleFeaturePyramid(vision, width),
        _ => throw new ShapeException($"there is no feature pyramid for {backbone.Recipe.GetType().Name}, expected a Swin Transformer or a Vision Transformer."),
    };

    /// <summary>Every second place of the last map.</summary>
    private protected static Tensor Coarser(Tensor map) => nn.functional.max_pool2d(map, 1, 2);
}

/// <summary>Feature pyramid network (Lin et al. 2017): 1 x 1 convolutions, a way down by doubling, 3 x 3 convolutions.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/models/necks/fpn.py, with its state-dict keys.</remarks>
public sealed class FeaturePyramid : Neck
{
    private readonly ModuleList<ConvolutionModule> lateral_convs;
    private readonly ModuleList<ConvolutionModule> fpn_convs;

    /// <param name="channels">Of the backbone's maps, finest first.</param>
    /// <param name="finestStride">Pixels between neighbours of the first map; each further one has twice as many.</param>
    /// <param name="width">Channels of every output.</param>
    public FeaturePyramid(IReadOnlyList<int> channels, int finestStride, int width) : base(nameof(FeaturePyramid))
    {
        Strides = [.. Enumerable.Range(0, channels.Count + 1).Select(level => finestStride << level)];
        lateral_convs = new([.. channels.Select(from => new ConvolutionModule(from, width, kernel: 1))]);
        fpn_convs = new([.. channels.Select(_ => new ConvolutionModule(width, width, kernel: 3))]);
        register_module(nameof(lateral_convs), lateral_convs);
        register_module(nameof(fpn_convs), fpn_convs);
        foreach (ConvolutionModule module in lateral_convs.Concat(fpn_convs))
            HeadInitialisation.Xavier(module.conv.weight!, module.conv.bias);
    }

    public override IReadOnlyList<int> Strides { get; }

    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> maps)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] laterals = [.. maps.Select((map, level) => lateral_convs[level].call(map))];
        for (int level = laterals.Length - 1; level > 0; level--)
        {
            long[] size = laterals[level - 1].shape[2..];
            laterals[level - 1] = laterals[level - 1] + nn.functional.interpolate(laterals[level], size: size, mode: InterpolationMode.Nearest);
        }
        var outputs = laterals.Select((lateral, level) => fpn_convs[level].call(lateral)).ToList();
        outputs.Add(Coarser(outputs[^1]));
        return [.. outputs.Select(output => output.MoveToOuterDisposeScope())];
    }
}

/// <summary>A pyramid from the last map of a plain Vision Transformer: four times, twice, once and half its resolution.</summary>
/// <remarks>
/// Li et al. 2022 (ViTDet); state-dict keys of open-mmlab/mmdetection projects/ViTDet. Its backbone's windowed attention is not part
/// of ours, whose blocks see the whole image. ViTDet is no part of the paper's detection recipe.
/// </remarks>
public sealed class SimpleFeaturePyramid : Neck
{
    private const int Finest = 4;
    private readonly Sequential fpn1;
    private readonly Sequential fpn2;
    private readonly ModuleList<ConvolutionModule> lateral_convs;
    private readonly ModuleList<ConvolutionModule> fpn_convs;

    public SimpleFeaturePyramid(VisionTransformerRecipe backbone, int width) : base(nameof(SimpleFeaturePyramid))
    {
        long channels = backbone.EmbedDim;
        Strides = [.. Enumerable.Range(0, 5).Select(level => (backbone.PatchSize / Finest) << level)];
        fpn1 = nn.Sequential(
            ("0", nn.ConvTranspose2d(channels, channels / 2, kernel_size: 2, stride: 2)),
            ("1", new ChannelNorm(channels / 2)),
            ("2", nn.GELU()),
            ("3", nn.ConvTranspose2d(channels / 2, channels / 4, kernel_size: 2, stride: 2)));
        fpn2 = nn.Sequential(("0", nn.ConvTranspose2d(channels, channels / 2, kernel_size: 2, stride: 2)));
        lateral_convs = new([.. new[] { channels / 4, channels / 2, channels, channels }.Select(from => new ConvolutionModule(from, width, kernel: 1, normed: true))]);
        fpn_convs = new([.. lateral_convs.Select(_ => new ConvolutionModule(width, width, kernel: 3, normed: true))]);
        register_module(nameof(fpn1), fpn1);
        register_module(nameof(fpn2), fpn2);
        register_module(nameof(lateral_convs), lateral_convs);
        register_module(nameof(fpn_convs), fpn_convs);
        foreach (ConvolutionModule module in lateral_convs.Concat(fpn_convs))
            HeadInitialisation.Kaiming(module.conv.weight!, module.conv.bias);
    }

    public override IReadOnlyList<int> Strides { get; }

    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> maps)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map = maps[^1];
        Tensor[] levels = [fpn1.call(map), fpn2.call(map), map, nn.functional.max_pool2d(map, 2, 2)];
        var outputs = levels.Select((level, index) => fpn_convs[index].call(lateral_convs[index].call(level))).ToList();
        outputs.Add(Coarser(outputs[^1]));
        return [.. outputs.Select(output => output.MoveToOuterDisposeScope())];
    }
}
