using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimRepro.Pipeline.Worker;

/// <summary>What the driver asks of a worker: the whole content of <c>request.json</c>.</summary>
public sealed record StepRequest
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }
    public required string Step { get; init; }
    public required string Kind { get; init; }
    public required JsonObject Recipe { get; init; }
    /// <summary>Role → folder of a published artifact, read only.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }
    /// <summary>SHA-256 → path of a file that the user named; recipes name such files by their content alone.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
    /// <summary>Empty folder to fill; it becomes the artifact.</summary>
    public required string Output { get; init; }
    /// <summary>Folder for what is not part of the result: event files, timings.</summary>
    public required string Log { get; init; }
    /// <summary>Folder that outlives a killed worker and belongs to this step's key; state to go on from. Null: keep none.</summary>
    public string? Resume { get; init; }
    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }
    public required int Threads { get; init; }
    /// <summary>The user's data folder, or null.</summary>
    public required string? DataRoot { get; init; }
    /// <summary>Where acquired data sets are kept.</summary>
    public required string DataCache { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="PipelineInputException">No such file, not a request, or one of another format.</exception>
    public static StepRequest Load(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            StepRequest request = JsonSerializer.Deserialize(file, ProtocolJson.Default.StepRequest)
                ?? throw new JsonException("the file holds null");
            return request.Format == CurrentFormat
                ? request
                : throw new JsonException($"format is {request.Format}, expected {CurrentFormat}");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PipelineInputException($"""
                Request of a step cannot be read: {fault.Message}
                  file: {path}
                  A worker is started by the driver with a request that the driver wrote; both must be of one build.
                """, fault);
        }
    }

    /// <summary>Writes the request for <see cref="Load"/>.</summary>
    public void Save(string path)
    {
        using FileStream file = File.Create(path);
        JsonSerializer.Serialize(file, this, ProtocolJson.Default.StepRequest);
    }
}
