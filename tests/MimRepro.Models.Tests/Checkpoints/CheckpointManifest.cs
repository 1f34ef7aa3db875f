using System.Text.Json;

namespace MimRepro.Models.Tests.Checkpoints;

/// <summary>One file of item i of the parity data, and what has to become of it.</summary>
internal sealed record CheckpointCase(string File, string Expect, string? ExpectedTensors, string? ExpectedStructure)
{
    private const string Item = "i_checkpoint";

    public string Path => In(File);

    public static string In(string file) => System.IO.Path.Combine(ParityFolder.PathOf(Item), file);

    public static IReadOnlyList<CheckpointCase> All()
    {
        using JsonDocument manifest = JsonDocument.Parse(System.IO.File.ReadAllText(In("manifest.json")));
        return [.. manifest.RootElement.GetProperty("cases").EnumerateArray().Select(entry => new CheckpointCase(
            entry.GetProperty("file").GetString()!, entry.GetProperty("expect").GetString()!, Text(entry, "expected_tensors"), Text(entry, "expected_structure")))];
    }

    public static CheckpointCase Named(string file) => All().Single(entry => entry.File == file);

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
