using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>A norm over the channels of a map at each place, as ViTDet's pyramid has it.</summary>
internal sealed class ChannelNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-6;
    private readonly Parameter weight;
    private readonly Parameter bias;

    public ChannelNorm(long channels) : base(nameof(ChannelNorm))
    {
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
    }

    /// <param name="map">[B, C, H, W].</param>
    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.layer_norm(map.permute(0, 2, 3, 1), [weight.shape[0]], weight, bias, Epsilon).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }
}

/// <summary>A convolution under the name <c>conv</c>, as mmcv's ConvModule, that keeps the map's size; with a norm it has no bias.</summary>
internal sealed class ConvolutionModule : nn.Module<Tensor, Tensor>
{
    public readonly Conv2d conv;
    private readonly ChannelNorm? ln;
    private readonly bool rectified;

    public ConvolutionModule(long from, long to, int kernel, bool rectified = false, bool normed = false) : base(nameof(ConvolutionModule))
    {
        this.rectified = rectified;
        conv = nn.Conv2d(from, to, kernel_size: kernel, padding: kernel / 2, bias: !normed);
        ln = normed ? new ChannelNorm(to) : null;
        register_module(nameof(conv), conv);
        if (ln is not null) register_module(nameof(ln), ln);
    }

    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = conv.call(map);
        output = ln is null ? output : ln.call(output);
        return (rectified ? output.relu() : output).MoveToOuterDisposeScope();
    }
}

/// <summary>Initial weights of heads and necks, drawn from torch's global generator; biases are 0.</summary>
internal static class HeadInitialisation
{
    public static void Xavier(Tensor weight, Tensor? bias) => Fill(() => nn.init.xavier_uniform_(weight), bias);

    public static void Normal(Tensor weight, Tensor? bias, double deviation) => Fill(() => nn.init.normal_(weight, 0, deviation), bias);

    public static void Kaiming(Tensor weight, Tensor? bias) =>
        Fill(() => nn.init.kaiming_normal_(weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU), bias);

    private static void Fill(Action draw, Tensor? bias)
    {
        using IDisposable noGradient = no_grad();
        draw();
        bias?.zero_();
    }
}
