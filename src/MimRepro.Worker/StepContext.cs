using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using TorchSharp;

namespace MimRepro.Worker;

/// <summary>What a handler needs of its surroundings.</summary>
public sealed class StepContext(StepRequest request, torch.Device device, ProgressWriter progress)
{
    public StepRequest Request { get; } = request;

    public torch.Device Device { get; } = device;

    public ProgressWriter Progress { get; } = progress;

    /// <summary>Asked after each update whether to keep state to go on from; null: every five seconds.</summary>
    public Func<bool>? StateIsDue { get; init; }

    public T Recipe<T>() => CanonicalJson.Read<T>(Request.Recipe);

    /// <summary>A file of the artifact that plays <paramref name="role"/>.</summary>
    public string Input(string role, string file = "") => Path.Combine(Request.Inputs[role], file);

    public bool HasInput(string role) => Request.Inputs.ContainsKey(role);

    /// <summary>A file of the artifact being made; its folder exists afterwards.</summary>
    public string Output(string file)
    {
        var path = Path.Combine(Request.Output, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
