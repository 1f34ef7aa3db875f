using System.Text.Json.Nodes;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using TorchSharp;

// One test at a time: torch has one generator for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

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

    /// <summary>What the last run told the driver.</summary>
    public MemoryStream Messages { get; private set; } = new();

    /// <summary>A folder that nothing has used yet.</summary>
    public string NewFolder() => Path.Combine(root, $"{runs++}");

    /// <param name="kind">Kind of step.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="backbone">Artifact of a pre-training.</param>
    /// <param name="resume">Folder for state to go on from.</param>
    /// <param name="keepAfter">Keep state once, after so many updates of this run.</param>
    /// <param name="pictures">Artifact that prepared the user's pictures, and the folder that they are in; null for the tiny data set.</param>
    public (StepOutput Output, string Artifact) Run<T>(
        string kind, T recipe, string? backbone = null, string? resume = null, int keepAfter = 0, (string Prepared, string Root)? pictures = null)
    {
        var inputs = new Dictionary<string, string> { ["data"] = pictures?.Prepared ?? Data };
        if (backbone is not null)
        {
            inputs["backbone"] = backbone;
        }

        return Run(kind, JsonNode.Parse(CanonicalJson.Write(recipe))!.AsObject(), inputs, resume, keepAfter, pictures?.Root);
    }

    /// <param name="inputs">Role → artifact.</param>
    public (StepOutput Output, string Artifact) Run(string kind, JsonObject recipe, IReadOnlyDictionary<string, string> inputs, string? resume = null, int keepAfter = 0, string? dataRoot = null)
    {
        var folder = Path.Combine(root, $"{runs++}");
        var request = new StepRequest
        {
            Format = StepRequest.CurrentFormat,
            Step = kind,
            Kind = kind,
            Recipe = recipe,
            Inputs = inputs.ToDictionary(),
            Output = Directory.CreateDirectory(Path.Combine(folder, "artifact")).FullName,
            Log = Directory.CreateDirectory(Path.Combine(folder, "log")).FullName,
            Device = "cpu",
            Threads = 1,
            DataRoot = dataRoot,
            DataCache = root,
            Resume = resume,
        };
        var updates = 0;
        torch.random.manual_seed(request.Recipe["seed"]?.GetValue<long>() ?? 0);
        Messages = new MemoryStream();
        var progress = new ProgressWriter(Messages);
        return (StepHandlers.Run(new StepContext(request, torch.CPU, progress) { StateIsDue = () => ++updates == keepAfter }), request.Output);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
