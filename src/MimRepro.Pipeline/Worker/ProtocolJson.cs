using System.Text.Json.Serialization;

namespace MimRepro.Pipeline.Worker;

/// <summary>Serializers made at compile time: a driver that finds nothing to do must not wait for reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StepRequest))]
internal sealed partial class ProtocolJson : JsonSerializerContext;

/// <summary>The same on one line: messages and the entries of <c>metrics.json</c>.</summary>
[JsonSourceGenerationOptions(NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerMessage))]
[JsonSerializable(typeof(StepOutput))]
internal sealed partial class LineJson : JsonSerializerContext;
