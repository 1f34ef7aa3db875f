using System.Numerics;
using MimRepro.Models;
using MimRepro.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Pose;

/// <summary>A backbone and the heat maps that a head makes of its last map.</summary>
/// <remarks>Gengzigang/PCT configs/hmp_base.py on open-mmlab/mmpose 0.x TopDown; state-dict keys <c>backbone.…</c> and <c>keypoint_head.…</c>.</remarks>
public sealed class PoseModel : nn.Module<Tensor, Tensor>
{
    private const string BackbonePrefix = "backbone.";
    private readonly HeatmapHead keypoint_head;

    /// <summary>Weights come from torch's global generator.</summary>
    /// <exception cref="ShapeException">The backbone does not fit the input.</exception>
    public PoseModel(PoseRecipe recipe) : base(nameof(PoseModel))
    {
        Backbone = Backbones.Create(recipe.Model, 0, (recipe.Input.Height, recipe.Input.Width));
        keypoint_head = new HeatmapHead(Backbone.Width, recipe.Head, BitOperations.Log2((uint)(Backbone.OutputStride / recipe.Input.HeatmapStride)), recipe.Skeleton.Joints.Length);
        register_module("backbone", Backbone);
        register_module(nameof(keypoint_head), keypoint_head);
    }

    public Backbone Backbone { get; }

    /// <summary>The layer that trains at the full rate under layer decay: the head's.</summary>
    public int LastLayer => Backbone.Recipe is SwinRecipe swin ? DensePredictionLayers.LastLayer(swin.Depths) : Backbone.LastLayer;

    /// <param name="images">[B, 3, H, W], normalised.</param>
    /// <returns>Heat maps [B, J, H / stride, W / stride].</returns>
    /// <exception cref="ShapeException">The images are not of the size that the model was built for.</exception>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return keypoint_head.call(Backbone.StageMaps(images)[^1]).MoveToOuterDisposeScope();
    }

    /// <summary>The layer of a parameter for layer decay: Gengzigang/PCT utils/optimzer_ld.py for Swin, the backbone's own rule for other families.</summary>
    public int LayerOf(string parameterName)
    {
        if (Backbone.Recipe is SwinRecipe swin)
            return DensePredictionLayers.LayerOf(parameterName, swin.Depths);
        return parameterName.StartsWith(BackbonePrefix, StringComparison.Ordinal) ? Backbone.LayerOf(parameterName[BackbonePrefix.Length..]) : Backbone.LastLayer;
    }

    /// <summary>Whether weight decay leaves a parameter alone.</summary>
    public bool SkipsWeightDecay(string parameterName, long dimensions) =>
        DensePredictionLayers.SkipsWeightDecay(parameterName, dimensions)
        || (Backbone.Recipe is not SwinRecipe && parameterName.StartsWith(BackbonePrefix, StringComparison.Ordinal)
            && Backbone.SkipsWeightDecay(parameterName[BackbonePrefix.Length..], dimensions));
}

/// <summary>Deconvolutions that double a map each, and a 1 x 1 convolution to one map a joint.</summary>
/// <remarks>open-mmlab/mmpose 0.x TopdownHeatmapSimpleHead with kernels of 2 and a last one of 1.</remarks>
internal sealed class HeatmapHead : nn.Module<Tensor, Tensor>
{
    private readonly Sequential deconv_layers;
    private readonly Conv2d final_layer;

    /// <param name="doublings">Number of deconvolutions; 0 leaves the convolution alone.</param>
    public HeatmapHead(int width, PoseHeadRecipe recipe, int doublings, int joints) : base(nameof(HeatmapHead))
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (var doubling = 0; doubling < doublings; doubling++)
        {
            layers.Add(nn.ConvTranspose2d(doubling == 0 ? width : recipe.Channels, recipe.Channels, kernel_size: 2, stride: 2, bias: false));
            layers.Add(nn.BatchNorm2d(recipe.Channels));
            layers.Add(nn.ReLU());
        }
        deconv_layers = nn.Sequential(layers);
        final_layer = nn.Conv2d(doublings > 0 ? recipe.Channels : width, joints, kernel_size: 1);
        Initialize(layers, recipe.InitialDeviation);
        register_module(nameof(deconv_layers), deconv_layers);
        register_module(nameof(final_layer), final_layer);
    }

    /// <param name="map">[B, C, h, w].</param>
    /// <returns>[B, J, h · 2^doublings, w · 2^doublings].</returns>
    public override Tensor forward(Tensor map)
    {
        using var scope = NewDisposeScope();
        return final_layer.call(deconv_layers.Count > 0 ? deconv_layers.call(map) : map).MoveToOuterDisposeScope();
    }

    private void Initialize(IEnumerable<nn.Module> layers, double deviation)
    {
        using var noGradient = no_grad();
        foreach (var deconvolution in layers.OfType<ConvTranspose2d>())
            nn.init.normal_(deconvolution.weight!, 0, deviation);
        nn.init.normal_(final_layer.weight!, 0, deviation);
        nn.init.zeros_(final_layer.bias!);
    }
}
