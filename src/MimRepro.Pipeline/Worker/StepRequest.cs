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
    /// <summary>Empty folder to fill; it becomes the artifact.</summary>
    public required string Output { get; init; }
    /// <summary>Folder for what is not part of the result: event files, timings.</summary>
    public required string Log { get; init; }
    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }
    public required int Threads { get; init; }
    /// <summary>The user's data folder, or null.</summary>
    public required string? DataRoot { get; init; }
    /// <summary>Where acquired data sets are kept.</summary>
    public required string DataCache { get; init; }
}
