using MimRepro.Models.Checkpoints;
using static TorchSharp.torch;

namespace MimRepro.Bench.Fuzzing;

/// <summary>Opens a file as a checkpoint, looks for its weights, and loads every tensor in turn.</summary>
internal static class CheckpointTarget
{
    /// <returns>Bytes of the largest block of native memory that loading took; tensors live one at a time.</returns>
    /// <exception cref="CheckpointException">The documented answer to a bad file.</exception>
    public static long Read(string path)
    {
        long native = 0;
        using CheckpointFile file = CheckpointFile.Open(path);
        foreach (CheckpointTensor tensor in file.Tensors)
        {
            using Tensor loaded = tensor.Load();
            native = Math.Max(native, LoadedBytes(tensor, loaded));
        }
        _ = file.StateDict;
        return native;
    }

    /// <summary>First to last element: a strided tensor holds what lies between, an expanded one only what is stored.</summary>
    private static long LoadedBytes(CheckpointTensor tensor, Tensor loaded)
    {
        long elements = tensor.Elements == 0 ? 0 : 1;
        for (int i = 0; i < tensor.Shape.Count && elements > 0; i++)
            elements += (tensor.Shape[i] - 1) * tensor.Strides[i];
        return elements * loaded.element_size();
    }
}
