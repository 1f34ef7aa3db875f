using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Steps of a graph as an earlier start made them: making recipes, writing and checking them takes longer than all else that a build with nothing to do does.</summary>
public static class StepFile
{
    private const int CurrentFormat = 2;

    /// <summary>The steps kept under <paramref name="path"/>, or those of <paramref name="make"/>, which are then kept.</summary>
    /// <param name="path">A file of the build's own. One that is missing, old or damaged only costs making them; one that cannot be written is no error.</param>
    /// <param name="stamp">What the steps depend on: they are made anew when it differs.</param>
    /// <param name="make">Makes and checks them. Its exceptions leave what is kept as it was.</param>
    public static IReadOnlyList<Step> ReadOrMake(string path, string stamp, Func<IReadOnlyList<Step>> make)
    {
        if (Read(path, stamp) is { } kept) return kept;
        IReadOnlyList<Step> steps = make();
        Write(path, stamp, steps);
        return steps;
    }

    private static Step[]? Read(string path, string stamp)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            return root.GetProperty("format").GetInt32() == CurrentFormat && Text(root, "stamp") == stamp ? [.. root.GetProperty("steps").EnumerateArray().Select(StepOf)] : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static Step StepOf(JsonElement step) => new()
    {
        Name = Text(step, "name"),
        Kind = new StepKind(Text(step, "kind")),
        Experiment = Text(step, "experiment"),
        RecipeJson = Text(step, "recipe"),
        Inputs = Pairs(step, "inputs"),
        Tags = Pairs(step, "tags"),
        Estimate = TimeSpan.FromTicks(step.GetProperty("estimateTicks").GetInt64()),
        Columns = [.. step.GetProperty("columns").EnumerateArray().Select(column => new PlanColumn(Text(column, "heading"), Text(column, "text")))],
    };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null");

    private static Dictionary<string, string> Pairs(JsonElement element, string name)
    {
        var pairs = new Dictionary<string, string>();
        foreach (JsonProperty pair in element.GetProperty(name).EnumerateObject()) pairs.Add(pair.Name, pair.Value.GetString() ?? throw new JsonException($"{name} holds null"));
        return pairs;
    }

    private static void Write(string path, string stamp, IReadOnlyList<Step> steps)
    {
        string partial = $"{path}.{Environment.ProcessId}.partial"; // another build may read at the same moment
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (FileStream file = File.Create(partial))
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                json.WriteNumber("format", CurrentFormat);
                json.WriteString("stamp", stamp);
                json.WriteStartArray("steps");
                foreach (Step step in steps) Write(json, step);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next start makes them again.
        }
    }

    private static void Write(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject();
        json.WriteString("name", step.Name);
        json.WriteString("kind", step.Kind.Name);
        json.WriteString("experiment", step.Experiment);
        json.WriteString("recipe", step.RecipeJson);
        Write(json, "inputs", step.Inputs);
        Write(json, "tags", step.Tags);
        json.WriteNumber("estimateTicks", step.Estimate.Ticks);
        json.WriteStartArray("columns");
        foreach (PlanColumn column in step.Columns)
        {
            json.WriteStartObject();
            json.WriteString("heading", column.Heading);
            json.WriteString("text", column.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> pairs)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in pairs) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
