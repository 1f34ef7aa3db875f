using System.Text.Json.Nodes;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using TorchSharp;

namespace MimRepro.Worker.Tests;

/// <summary>Runs handlers in this process as the worker's program would, each into a folder of its own.</summary>
public sealed class WorkerFixture : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("mimrepro-worker-").FullName;
    private int runs;

    public WorkerFixture()
    {
        torch.set_num_threads(1);
        Data = Path.Combine(root, "data");
        TinyDataset.Write(Data, 64, 32);
    }

    public string Data { get; }

    public (StepOutput Output, string Artifact) Run<T>(string kind, T recipe, string? backbone = null)
    {
        var folder = Path.Combine(root, $"{runs++}");
        var inputs = new Dictionary<string, string> { ["data"] = Data };
        if (backbone is not null)
        {
            inputs["backbone"] = backbone;
        }

        var request = new StepRequest
        {
            Format = StepRequest.CurrentFormat,
            Step = kind,
            Kind = kind,
            Recipe = JsonNode.Parse(CanonicalJson.Write(recipe))!.AsObject(),
            Inputs = inputs,
            Output = Directory.CreateDirectory(Path.Combine(folder, "artifact")).FullName,
            Log = Directory.CreateDirectory(Path.Combine(folder, "log")).FullName,
            Device = "cpu",
            Threads = 1,
            DataRoot = null,
            DataCache = root,
        };
        torch.random.manual_seed(request.Recipe["seed"]?.GetValue<long>() ?? 0);
        var progress = new ProgressWriter(Stream.Null);
        return (StepHandlers.Run(new StepContext(request, torch.CPU, progress)), request.Output);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
