using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>Structural re-parameterisation: the kernels that a RepLKNet block trains side by side become one kernel with a bias.</summary>
/// <remarks>
/// DingXiaoH/RepLKNet-pytorch replknet.py, fuse_bn and get_equivalent_kernel_bias. A batch norm in evaluation mode is a factor and an offset
/// of each channel: both go into the convolution before it. The small kernel is padded with zeros to the large one's size.
/// Computed in float64, so that the sum of two kernels is rounded once.
/// </remarks>
internal static class RepLkMerging
{
    /// <summary>Of <c>nn.BatchNorm2d</c>; no model of this family has another.</summary>
    private const double Epsilon = 1e-5;

    private const string Large = ".large_kernel.lkb_origin.", Small = ".large_kernel.small_conv.", Merged = ".large_kernel.lkb_reparam.";

    /// <summary>The state dict of the merged model.</summary>
    /// <param name="state">Of a model before or after merging; not changed.</param>
    /// <returns>
    /// Merged kernels in the dtype of the old ones; all else as it was, also blocks whose tensors are not all there or do not fit each
    /// other: loading then names them. New tensors are of the open dispose scope.
    /// </returns>
    public static IReadOnlyDictionary<string, Tensor> Merge(IReadOnlyDictionary<string, Tensor> state)
    {
        var result = state.ToDictionary();
        const string kernel = Large + "conv.weight";
        foreach (string key in state.Keys.Where(key => key.EndsWith(kernel, StringComparison.Ordinal)))
            MergeBlock(state, key[..^kernel.Length], result);
        return result;
    }

    private static void MergeBlock(IReadOnlyDictionary<string, Tensor> state, string block, Dictionary<string, Tensor> result)
    {
        using DisposeScope scope = NewDisposeScope();
        string[] branches = [.. state.Keys.Where(key => key.StartsWith(block + Large, StringComparison.Ordinal) || key.StartsWith(block + Small, StringComparison.Ordinal))];
        if (Folded(state, block + Large) is not (Tensor kernel, Tensor bias))
            return;
        if (branches.Any(key => key.StartsWith(block + Small, StringComparison.Ordinal)))
        {
            if (Folded(state, block + Small) is not (Tensor small, Tensor offset) || Padded(small, kernel) is not Tensor padded)
                return;
            (kernel, bias) = (kernel + padded, bias + offset);
        }
        ScalarType dtype = state[block + Large + "conv.weight"].dtype;
        foreach (string key in branches)
            result.Remove(key);
        result[block + Merged + "weight"] = kernel.to(dtype).MoveToOuterDisposeScope();
        result[block + Merged + "bias"] = bias.to(dtype).MoveToOuterDisposeScope();
    }

    /// <summary>A convolution and the norm after it as one kernel and bias, in float64; null if they do not fit.</summary>
    private static (Tensor Kernel, Tensor Bias)? Folded(IReadOnlyDictionary<string, Tensor> state, string branch)
    {
        Tensor? kernel = Of("conv.weight"), gain = Of("bn.weight"), offset = Of("bn.bias"), mean = Of("bn.running_mean"), variance = Of("bn.running_var");
        if (kernel is null || kernel.dim() != 4 || new[] { gain, offset, mean, variance }.Any(vector => vector?.shape is not [var channels] || channels != kernel.shape[0]))
            return null;
        Tensor factor = gain! / (variance! + Epsilon).sqrt();
        return (kernel * factor.view(-1, 1, 1, 1), offset! - mean! * factor);

        Tensor? Of(string name) => state.TryGetValue(branch + name, out Tensor? value) ? value.detach().to(ScalarType.Float64) : null;
    }

    /// <summary>The small kernel in the centre of zeros; null if it has none.</summary>
    private static Tensor? Padded(Tensor small, Tensor large)
    {
        long rim = (large.shape[3] - small.shape[3]) / 2;
        Tensor padded = rim >= 0 ? nn.functional.pad(small, [rim, rim, rim, rim]) : small;
        return padded.shape.AsSpan().SequenceEqual(large.shape) ? padded : null;
    }
}
