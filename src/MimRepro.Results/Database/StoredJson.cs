using System.Text.Json;
using System.Text.Json.Serialization;
using MimRepro.Results.Claims;

namespace MimRepro.Results.Database;

/// <summary>JSON inside columns; generated serializers, because reflection costs start-up time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(ClaimDefinition))]
[JsonSerializable(typeof(IReadOnlyList<ClaimResult>))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static string WriteTags(IReadOnlyDictionary<string, string> tags)
    {
        var sorted = new SortedDictionary<string, string>(tags.ToDictionary(), StringComparer.Ordinal);
        return JsonSerializer.Serialize(sorted, Default.SortedDictionaryStringString);
    }

    public static Dictionary<string, string> ReadTags(string json) =>
        JsonSerializer.Deserialize(json, Default.DictionaryStringString)!;

    public static string WriteNumbers(double[] values) => JsonSerializer.Serialize(values, Default.DoubleArray);

    public static double[] ReadNumbers(string json) => JsonSerializer.Deserialize(json, Default.DoubleArray)!;

    public static string WriteClaim(ClaimDefinition claim) => JsonSerializer.Serialize(claim, Default.ClaimDefinition);

    public static ClaimDefinition ReadClaim(string json) => JsonSerializer.Deserialize(json, Default.ClaimDefinition)!;
}
