using System.Text.Json;
using MimRepro.Pipeline.Worker;

namespace MimRepro.Pipeline;

/// <summary>Tells the worker's own lines from whatever else a library prints.</summary>
internal static class WorkerMessageParser
{
    private const int MaximumText = 20_000;
    private const double MaximumSeconds = 1e8; // three years

    /// <summary>The message in <paramref name="line"/>, or null if it is none.</summary>
    public static WorkerMessage? Parse(string line)
    {
        if (!line.StartsWith('{')) return null;
        try
        {
            WorkerMessage? message = JsonSerializer.Deserialize(line, LineJson.Default.WorkerMessage);
            if (message?.Type is not (WorkerMessage.Progress or WorkerMessage.Resumed or WorkerMessage.Error)) return null;
            string text = message.Text ?? "";
            return message with
            {
                Unit = message.Unit ?? "",
                Text = text.Length <= MaximumText ? text : text[..MaximumText] + "…",
                Rate = message.Rate is > 0 ? message.Rate : null,
                Seconds = message.Seconds is > 0 and < MaximumSeconds ? message.Seconds : null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
