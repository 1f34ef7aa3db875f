using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>Where each channel of one depth-wise convolution looks.</summary>
/// <param name="Name">The layer's path in the state dict, such as <c>stages.2.blocks.4.large_kernel</c>.</param>
/// <param name="Weights">Kernels [C, k, k], float32, k odd.</param>
/// <param name="StrideInPixels">Pixels between neighbouring tokens.</param>
public sealed record KernelTap(string Name, Tensor Weights, double StrideInPixels) : IDisposable
{
    public void Dispose() => Weights.Dispose();
}
