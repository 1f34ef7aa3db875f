using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace Steps.Worker;

public sealed class Context(JsonElement request)
{
    public string Output { get; } = request.GetProperty("output").GetString()!;

    public string Input(string role) => request.GetProperty("inputs").GetProperty(role).GetString()!;

    public JsonElement Recipe => request.GetProperty("recipe");

    public void Finish(double value) => File.WriteAllText(
        Path.Combine(Output, "metrics.json"),
        string.Create(CultureInfo.InvariantCulture, $$"""{"metrics":[{"name":"top1","value":{{value:R}}}],"series":[],"figures":[]}"""));
}

public static class Handlers
{
    private static readonly Dictionary<string, Action<Context>> Table = new()
    {
        ["prepare"] = Prepare.Run,
        ["train"] = Train.Run,
        ["score"] = Score.Run,
    };

    public static void Run(string kind, Context context) => Table[kind](context);
}

public static class Program
{
    public static int Main(string[] args)
    {
        using JsonDocument request = JsonDocument.Parse(File.ReadAllBytes(args[0]));
        Handlers.Run(request.RootElement.GetProperty("kind").GetString()!, new Context(request.RootElement));
        return 0;
    }
}
