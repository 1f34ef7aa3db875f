using System.Text.Json.Serialization;

namespace MimRepro.Pipeline;

[JsonSourceGenerationOptions(
    WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ArtifactManifest))]
[JsonSerializable(typeof(ActionRecord))]
[JsonSerializable(typeof(StoreOwner))]
[JsonSerializable(typeof(CodeManifest))]
internal sealed partial class StoreJson : JsonSerializerContext;
