using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>All weights of one model in a safetensors file, there and back without any mapping.</summary>
public static class ModelWeights
{
    /// <summary>Writes every entry of the state dict under its own key; equal weights give equal bytes.</summary>
    public static void Save(nn.Module model, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        Safetensors.Write(path, model.state_dict().Select(entry => (entry.Key, entry.Value)));
    }

    /// <summary>Copies a file's tensors into the model, in place.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or its keys or shapes are not the model's. The model is then unchanged.</exception>
    public static void Load(nn.Module model, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        var source = new SortedDictionary<string, Tensor>(Safetensors.Read(path).ToDictionary(), StringComparer.Ordinal);
        var target = new SortedDictionary<string, Tensor>(model.state_dict(), StringComparer.Ordinal);
        StateDictFit.Check(path, model.GetName(), source, target, [.. target.Keys.Except(source.Keys)], [.. source.Keys.Except(target.Keys)]);
        StateDictFit.Copy(source, target);
    }
}
