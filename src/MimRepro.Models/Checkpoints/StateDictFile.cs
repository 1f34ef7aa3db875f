using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>The state dict in a file that somebody else wrote: names and shapes at once, tensors when they are asked for.</summary>
public sealed class StateDictFile : IDisposable
{
    private readonly IReadOnlyDictionary<string, Tensor> tensors;

    private StateDictFile(IReadOnlyDictionary<string, Tensor> tensors, string description)
    {
        this.tensors = tensors;
        Description = description;
        Shapes = tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.shape);
    }

    /// <summary>Format and place in the file, in words.</summary>
    public string Description { get; }

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    /// <exception cref="CheckpointException">The file cannot be read, or holds no state dict.</exception>
    public static StateDictFile Open(string path) => new(Safetensors.Read(path), "a safetensors file");

    /// <summary>The largest value of a tensor.</summary>
    public double Largest(string name)
    {
        using var scope = NewDisposeScope();
        return tensors[name].to(ScalarType.Float64).max().item<double>();
    }

    /// <summary>Tensors whose names begin with <paramref name="prefix"/>, without it, in float32.</summary>
    /// <param name="prefix">May be empty.</param>
    /// <param name="wanted">Asked with the name without prefix.</param>
    /// <returns>The caller's dispose scope owns them.</returns>
    public IReadOnlyDictionary<string, Tensor> Tensors(string prefix, Func<string, bool> wanted) => tensors
        .Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal) && wanted(tensor.Key[prefix.Length..]))
        .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => tensor.Value.is_floating_point() ? tensor.Value.to(ScalarType.Float32) : tensor.Value.alias());

    public void Dispose()
    {
        foreach (Tensor tensor in tensors.Values)
            tensor.Dispose();
    }
}
