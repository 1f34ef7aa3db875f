using System.Text.Json;
using MimRepro.Results.Database;

namespace MimRepro.Results.Claims;

/// <summary>Verdicts as JSON, for whoever keeps them beside the database.</summary>
public static class ClaimResultsJson
{
    public static byte[] Write(IReadOnlyList<ClaimResult> results) =>
        JsonSerializer.SerializeToUtf8Bytes(results, StoredJson.Default.IReadOnlyListClaimResult);

    /// <exception cref="JsonException">Not what <see cref="Write"/> makes, or from a version with other members.</exception>
    public static IReadOnlyList<ClaimResult> Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, StoredJson.Default.IReadOnlyListClaimResult) ?? throw new JsonException("it holds null");
}
