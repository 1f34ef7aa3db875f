using System.Globalization;
using System.Text;
using System.Text.Json;
using MimRepro.BuildHost.Parameters;
using MimRepro.BuildHost.Planning;

namespace MimRepro.BuildHost.Completion;

/// <summary>Keeps <c>.nuke/build.schema.json</c> current: editors check <c>parameters.json</c> by it, shells complete names from it.</summary>
internal static class BuildSchema
{
    /// <summary>Writes the schema if it differs; does not even look if neither the build nor the file changed since the last time.</summary>
    public static void Update(NukeBuild build, TargetCatalog targets, ParameterCatalog parameters)
    {
        var file = new FileInfo(NukeBuild.RootDirectory / ".nuke" / "build.schema.json");
        var stamp = NukeBuild.TemporaryDirectory / "build.schema.stamp";
        try
        {
            if (stamp.FileExists() && File.ReadAllText(stamp) == Stamp())
            {
                return;
            }

            var schema = Write(build, targets, parameters);
            if (!file.Exists || File.ReadAllText(file.FullName) != schema)
            {
                File.WriteAllText(file.FullName, schema);
            }

            Directory.CreateDirectory(NukeBuild.TemporaryDirectory);
            file.Refresh();
            File.WriteAllText(stamp, Stamp());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A checkout that may not be written to builds as well without a new schema.
        }

        string Stamp() => string.Create(
            CultureInfo.InvariantCulture,
            $"{build.GetType().Module.ModuleVersionId} {(file.Exists ? file.Length : 0)} {(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}");
    }

    /// <summary>The schema as text: draft 4, in the shape that Nuke's own tools read.</summary>
    public static string Write(NukeBuild build, TargetCatalog targets, ParameterCatalog parameters)
    {
        using var memory = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(memory, options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-04/schema#");
            json.WriteStartObject("definitions");
            WriteEnumeration(json, "ExecutableTarget", targets.Targets.Select(target => target.Name).Order(StringComparer.Ordinal));
            WriteEnumeration(json, "Verbosity", Enum.GetNames<Verbosity>());
            json.WriteStartObject("NukeBuild");
            WriteProperties(json, build, parameters.All.Where(parameter => parameter.IsOfHost));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("allOf");
            json.WriteStartObject();
            WriteProperties(json, build, parameters.OfBuild);
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteString("$ref", "#/definitions/NukeBuild");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    private static void WriteEnumeration(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "string");
        WriteValues(json, values);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, NukeBuild build, IEnumerable<ParameterDescriptor> parameters)
    {
        json.WriteStartObject("properties");
        foreach (var parameter in parameters)
        {
            json.WriteStartObject(parameter.Name);
            if (parameter.Type.IsArray)
            {
                json.WriteString("type", "array");
            }

            json.WriteString("description", parameter.Description.TrimEnd('.'));
            if (parameter.Type.IsArray)
            {
                json.WriteStartObject("items");
                WriteType(json, build, parameter);
                json.WriteEndObject();
            }
            else
            {
                WriteType(json, build, parameter);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, NukeBuild build, ParameterDescriptor parameter)
    {
        var type = parameter.ValueType;
        if (parameter.IsOfHost && parameter.Name is "Target" or "Skip" or "Verbosity")
        {
            json.WriteString("$ref", parameter.Name == "Verbosity" ? "#/definitions/Verbosity" : "#/definitions/ExecutableTarget");
            return;
        }

        json.WriteString("type", type == typeof(bool) ? "boolean" : type == typeof(int) || type == typeof(long) ? "integer" : type == typeof(double) ? "number" : "string");
        if (parameter.AllowedValues(build) is { } allowed)
        {
            WriteValues(json, allowed);
        }
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray("enum");
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
