using MimRepro.Models;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Depth;

/// <summary>Doubles a backbone's map by transposed convolutions, then mixes channels and doubles by interpolation.</summary>
/// <remarks>SwinTransformer/MIM-Depth-Estimation models/model.py, Decoder; keys are its.</remarks>
internal sealed class DepthDecoder : nn.Module<Tensor, Tensor>
{
    private readonly int doublings;
    internal readonly nn.Module<Tensor, Tensor> deconv_layers;
    internal readonly nn.Module<Tensor, Tensor> conv_layers;

    public DepthDecoder(int width, DepthHeadRecipe head) : base(nameof(DepthDecoder))
    {
        doublings = head.BilinearDoublings;
        var layers = new List<nn.Module<Tensor, Tensor>>();
        var channels = width;
        foreach (var (filters, kernel) in head.Filters.Zip(head.Kernels))
        {
            var (padding, outputPadding) = Paddings(kernel);
            layers.Add(nn.ConvTranspose2d(channels, filters, kernel, stride: 2, padding: padding, output_padding: outputPadding, bias: false));
            layers.Add(nn.BatchNorm2d(filters));
            layers.Add(nn.ReLU());
            channels = filters;
        }
        deconv_layers = nn.Sequential(layers);
        conv_layers = nn.Sequential(nn.Conv2d(channels, head.Channels, 3, padding: 1), nn.BatchNorm2d(head.Channels), nn.ReLU());
        register_module(nameof(deconv_layers), deconv_layers);
        register_module(nameof(conv_layers), conv_layers);
    }

    /// <returns>[B, C, H, W] to [B, Channels, 2^n H, 2^n W], n the doublings of both kinds.</returns>
    public override Tensor forward(Tensor map)
    {
        using var scope = NewDisposeScope();
        var output = conv_layers.call(deconv_layers.call(map));
        for (var i = 0; i < doublings; i++)
            output = nn.functional.interpolate(output, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);
        return output.MoveToOuterDisposeScope();
    }

    // What makes the output exactly twice as large.
    private static (int Padding, int OutputPadding) Paddings(int kernel) => kernel switch
    {
        2 => (0, 0),
        3 => (1, 1),
        4 => (1, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(kernel), kernel, "Kernel of a transposed convolution, expected 2, 3 or 4."),
    };
}

/// <summary>Depth of every pixel from any backbone that has a last feature map.</summary>
/// <remarks>
/// SwinTransformer/MIM-Depth-Estimation models/model.py. State-dict keys are its, but for two names inside a Swin Transformer V2,
/// see <see cref="OfficialKey"/>. Initial values, dropout and drop path are drawn from torch's global generator.
/// </remarks>
public sealed class DepthModel : nn.Module<Tensor, Tensor>
{
    private const string EncoderPrefix = "encoder.";

    internal readonly Backbone encoder;
    internal readonly DepthDecoder decoder;
    internal readonly nn.Module<Tensor, Tensor> last_layer_depth;

    private readonly DepthHeadRecipe head;

    /// <param name="backbone">Any family; a Swin Transformer with PadToWindows takes images of any size.</param>
    /// <param name="head">Sizes of the head.</param>
    /// <param name="imageSize">In pixels; the only size that a backbone without PadToWindows takes.</param>
    public DepthModel(BackboneRecipe backbone, DepthHeadRecipe head, (int Height, int Width) imageSize) : base(nameof(DepthModel))
    {
        this.head = head;
        encoder = Backbones.Create(backbone, classes: 0, imageSize);
        decoder = new DepthDecoder(encoder.Width, head);
        last_layer_depth = nn.Sequential(nn.Conv2d(head.Channels, head.Channels, 3, padding: 1), nn.ReLU(), nn.Conv2d(head.Channels, 1, 3, padding: 1));
        register_module(nameof(encoder), encoder);
        register_module(nameof(decoder), decoder);
        register_module(nameof(last_layer_depth), last_layer_depth);
        Initialise();
    }

    /// <summary>The part that pre-trained weights are loaded into.</summary>
    public Backbone Encoder => encoder;

    /// <param name="images">[B, C, H, W], as the recipe normalises them.</param>
    /// <returns>Metres, [B, 1, H', W'], 0 … MaxDepth; H' and W' are H and W rounded up to the backbone's stride, if the head makes up for it.</returns>
    /// <exception cref="ShapeException">The images are not of a size that the backbone takes.</exception>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var map = encoder.StageMaps(images)[^1];
        return (last_layer_depth.call(decoder.call(map)).sigmoid() * head.MaxDepth).MoveToOuterDisposeScope();
    }

    /// <summary>The layer that trains at the full rate under layer decay: the head's.</summary>
    public int LastLayer => encoder.Recipe is SwinRecipe swin ? DensePredictionLayers.LastLayer(swin.Depths) : encoder.LastLayer;

    /// <summary>The layer of a parameter: by the reference's rule around a Swin Transformer, by its family's own around any other backbone.</summary>
    public int LayerOf(string parameterName) => encoder.Recipe is SwinRecipe swin
        ? DensePredictionLayers.LayerOf(parameterName, swin.Depths)
        : parameterName.StartsWith(EncoderPrefix, StringComparison.Ordinal) ? encoder.LayerOf(parameterName[EncoderPrefix.Length..]) : encoder.LastLayer;

    /// <summary>Whether weight decay leaves a parameter alone; the same rules decide.</summary>
    public bool SkipsWeightDecay(string parameterName, long dimensions) => encoder.Recipe is SwinRecipe
        ? DensePredictionLayers.SkipsWeightDecay(parameterName, dimensions)
        : encoder.SkipsWeightDecay(parameterName.StartsWith(EncoderPrefix, StringComparison.Ordinal) ? parameterName[EncoderPrefix.Length..] : parameterName, dimensions);

    /// <summary>What the reference calls an entry of this model's state dict: <c>rpe_mlp</c> is our <c>cpb_mlp</c>, <c>norm3</c> the <c>norm</c> of the last of four stages.</summary>
    public string OfficialKey(string key)
    {
        if (encoder.Recipe is not SwinRecipe swin || !key.StartsWith(EncoderPrefix, StringComparison.Ordinal))
            return key;
        return key.StartsWith("encoder.norm.", StringComparison.Ordinal)
            ? $"encoder.norm{swin.Depths.Length - 1}{key["encoder.norm".Length..]}"
            : key.Replace(".cpb_mlp.", ".rpe_mlp.", StringComparison.Ordinal);
    }

    /// <summary>The head begins near 0, so near half the largest depth; a Swin Transformer's patch embedding is drawn as its linear layers are.</summary>
    private void Initialise()
    {
        using var noGradient = no_grad();
        foreach (var module in decoder.modules().Concat(last_layer_depth.modules()))
            if (module is TorchSharp.Modules.Conv2d or TorchSharp.Modules.ConvTranspose2d)
                foreach (var (name, parameter) in module.named_parameters())
                    _ = name == "bias" ? parameter.zero_() : parameter.normal_(0, head.InitialDeviation);
        if (encoder.Recipe is not SwinRecipe swin)
            return;
        // models/swin_transformer_v2.py, init_weights: convolutions too, which the classifier leaves at torch's default.
        foreach (var (name, parameter) in encoder.named_parameters())
            if (name.StartsWith("patch_embed.proj.", StringComparison.Ordinal))
                _ = name.EndsWith(".bias", StringComparison.Ordinal) ? parameter.zero_() : parameter.normal_(0, swin.InitialDeviation);
    }
}
