using System.Globalization;
using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>What the numbers are computed on: device, threads, runtime, and the packages the worker was built with.</summary>
internal static class NumericEnvironment
{
    /// <summary>Parts of every fingerprint; packages come from the worker's <c>.deps.json</c>.</summary>
    /// <exception cref="PipelineInputException">The worker has not been built.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parts(PipelineSettings settings)
    {
        List<KeyValuePair<string, string>> parts =
        [
            Part("device", settings.Device),
            Part("threads", settings.Threads.ToString(CultureInfo.InvariantCulture)),
        ];
        parts.AddRange(Packages(Path.ChangeExtension(settings.WorkerAssembly, ".deps.json"), settings.NumericPackages));
        return parts;
    }

    private static KeyValuePair<string, string> Part(string name, string value) => new(Fingerprint.EnvironmentPrefix + name, value);

    private static List<KeyValuePair<string, string>> Packages(string path, IReadOnlyList<string> starts)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            List<KeyValuePair<string, string>> parts = [Part("runtime", document.RootElement.GetProperty("runtimeTarget").GetProperty("name").GetString()!)];
            parts.AddRange(document.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").ValueEquals("package"))
                .Select(library => library.Name.Split('/', 2))
                .Where(library => library.Length == 2 && (starts.Count == 0 || starts.Any(start => library[0].StartsWith(start, StringComparison.OrdinalIgnoreCase))))
                .OrderBy(library => library[0], StringComparer.Ordinal)
                .Select(library => Part(library[0], library[1])));
            return parts;
        }
        catch (Exception fault) when (fault is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PipelineInputException($"""
                Packages of the worker cannot be read: {fault.Message}
                  file: {path}
                  The worker has not been built, or its build was cut short.
                  Build the solution.
                """, fault);
        }
    }
}
