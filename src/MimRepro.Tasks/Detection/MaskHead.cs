using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>Convolutions, one transposed convolution to twice the size, and a mask for each class.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/models/roi_heads/mask_heads/fcn_mask_head.py, with its state-dict keys.</remarks>
internal sealed class MaskHead : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<ConvolutionModule> convs;
    private readonly ConvTranspose2d upsample;
    private readonly Conv2d conv_logits;

    public MaskHead(MaskHeadRecipe recipe, int width, int classes) : base(nameof(MaskHead))
    {
        Side = 2 * recipe.Roi.Size;
        convs = new([.. Enumerable.Range(0, recipe.Convolutions).Select(index => new ConvolutionModule(index == 0 ? width : recipe.Width, recipe.Width, kernel: 3, rectified: true))]);
        upsample = nn.ConvTranspose2d(recipe.Convolutions == 0 ? width : recipe.Width, recipe.Width, kernel_size: 2, stride: 2);
        conv_logits = nn.Conv2d(recipe.Width, classes, kernel_size: 1);
        register_module(nameof(convs), convs);
        register_module(nameof(upsample), upsample);
        register_module(nameof(conv_logits), conv_logits);
        foreach (ConvolutionModule module in convs)
            HeadInitialisation.Kaiming(module.conv.weight!, module.conv.bias);
        HeadInitialisation.Kaiming(upsample.weight!, upsample.bias);
        HeadInitialisation.Kaiming(conv_logits.weight!, conv_logits.bias);
    }

    /// <summary>Pixels a side of a mask.</summary>
    public int Side { get; }

    /// <param name="features">[K, C, S, S].</param>
    /// <returns>Logits [K, classes, 2 S, 2 S].</returns>
    public override Tensor forward(Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = features;
        foreach (ConvolutionModule module in convs)
            hidden = module.call(hidden);
        return conv_logits.call(upsample.call(hidden).relu()).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of one class a box.</summary>
    /// <param name="features">[K, C, S, S].</param>
    /// <param name="classes">[K], int64.</param>
    /// <returns>[K, 2 S, 2 S], float32.</returns>
    public Tensor OfClass(Tensor features, Tensor classes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = call(features);
        Tensor places = arange(all.shape[0], ScalarType.Int64, all.device) * all.shape[1] + classes;
        return all.flatten(0, 1).index_select(0, places).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
