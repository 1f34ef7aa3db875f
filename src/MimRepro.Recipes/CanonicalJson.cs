using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace MimRepro.Recipes;

/// <summary>The one text of a recipe: what the fingerprint hashes, what a worker reads, what lies beside the artifact.</summary>
/// <remarks>
/// Sorted camel-case keys, one line, no white space, enums by name, shortest round-trip numbers, every member written
/// (also null). Two recipes with the same values have the same text on every system.
/// </remarks>
public static class CanonicalJson
{
    // Text is never put into HTML unescaped, so letters outside ASCII may stay readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The canonical text of <paramref name="recipe"/>.</summary>
    /// <typeparam name="T">A recipe type: <see cref="SimMimRecipe"/>, <see cref="FineTuningRecipe"/>, …</typeparam>
    /// <exception cref="RecipeException">A number is infinite or not a number, or <typeparamref name="T"/> is no recipe.</exception>
    public static string Write<T>(T recipe)
    {
        try
        {
            return Normalize(JsonSerializer.SerializeToNode(recipe, TypeInfo<T>()));
        }
        catch (ArgumentException fault)
        {
            throw new RecipeException($"{typeof(T).Name} has a number that JSON cannot hold.\n  {fault.Message}\n  Recipes hold finite numbers only.");
        }
    }

    /// <summary>The canonical text of JSON that is a recipe already.</summary>
    public static string Normalize(JsonNode? node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            WriteSorted(writer, node);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The recipe that <paramref name="json"/> holds; key order and white space do not matter.</summary>
    /// <exception cref="RecipeException">Not JSON, or members are unknown, missing or of the wrong type; all are listed.</exception>
    public static T Read<T>(string json)
    {
        try
        {
            return Read<T>(JsonNode.Parse(json));
        }
        catch (JsonException fault)
        {
            throw new RecipeException(
                $"Recipe is not JSON.\n  expected:   {typeof(T).Name}\n  line:       {fault.LineNumber + 1}, byte {fault.BytePositionInLine}\n  {fault.Message}");
        }
    }

    /// <inheritdoc cref="Read{T}(string)"/>
    public static T Read<T>(JsonNode? json)
    {
        var type = TypeInfo<T>();
        var faults = RecipeShape.Check(json, type);
        if (faults.Count > 0)
            throw new RecipeException(RecipeFault.Describe($"Recipe does not fit {typeof(T).Name}", faults));

        return json.Deserialize(type)!;
    }

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>?)RecipeJsonContext.Default.GetTypeInfo(typeof(T))
        ?? throw new RecipeException($"{typeof(T).Name} is no recipe type.\n  Add it to RecipeJsonContext.");

    private static void WriteSorted(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteSorted(writer, value);
                }
                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                    WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
