using System.Text.Json;

namespace MimRepro.Pipeline.Worker;

/// <summary>Reads <c>metrics.json</c> as what it is: a file that another process wrote.</summary>
public static class StepOutputReader
{
    private const long MaximumBytes = 256L << 20;

    /// <summary>The output in <paramref name="folder"/>.</summary>
    /// <exception cref="InvalidDataException">Missing, too large, not JSON, or it breaks the rules of an output; lists every fault.</exception>
    public static StepOutput Read(string folder)
    {
        string path = Path.Combine(folder, StepOutput.FileName);
        var file = new FileInfo(path);
        if (!file.Exists) throw new InvalidDataException($"{StepOutput.FileName} is missing; every step writes one");
        if (file.Length > MaximumBytes)
            throw new InvalidDataException($"{StepOutput.FileName} has {file.Length:N0} bytes, expected at most {MaximumBytes:N0}");
        StepOutput output = Parse(path);
        IReadOnlyList<string> faults = StepOutputRules.Faults(output, folder);
        return faults.Count == 0
            ? output
            : throw new InvalidDataException($"{StepOutput.FileName} is not valid:\n    {string.Join("\n    ", faults)}");
    }

    private static StepOutput Parse(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, LineJson.Default.StepOutput) ?? throw new JsonException("it holds null");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{StepOutput.FileName} is not an output of a step: {fault.Message}", fault);
        }
    }
}
