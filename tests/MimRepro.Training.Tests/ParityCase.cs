using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace MimRepro.Training.Tests;

/// <summary>One stored case of schedules or parameter groups: its description, and how far we were from it.</summary>
internal sealed class ParityCase
{
    private readonly string name;
    private readonly double absolute;
    private readonly double relative;
    private (double Error, string Where) worst = (0, "none");
    private int compared;

    private ParityCase(string name, JsonElement description)
    {
        this.name = name;
        Description = description;
        (absolute, relative) = (Tolerance("atol"), Tolerance("rtol"));

        double Tolerance(string part) => description.GetProperty("tolerance").GetProperty(part).GetDouble();
    }

    public JsonElement Description { get; }

    public JsonElement Config => Description.GetProperty("config");

    public static ParityCase Read(string name) => new(name, Parse(Path.Combine(Root(), name + ".json")));

    /// <summary>Every case of a kind, in whatever folder it lies.</summary>
    public static TheoryData<string> OfKind(string kind) =>
        [.. Files().Where(file => KindOf(file) == kind).Select(file => Path.ChangeExtension(Path.GetRelativePath(Root(), file), null).Replace('\\', '/'))];

    /// <summary>The kinds of the cases of one folder; a case without one counts as an empty text.</summary>
    public static IEnumerable<string> KindsOf(string folder) =>
        Files().Where(file => Path.GetRelativePath(Root(), file).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(file => KindOf(file) ?? "").Distinct();

    /// <summary>Fails where the case has an option that the test does not know: it would be tested as something else.</summary>
    public void AssertOptions(params string[] known)
    {
        var unknown = Config.EnumerateObject().Select(option => option.Name).Except(known).ToArray();
        Assert.True(unknown.Length == 0, $"{name}: unknown options {string.Join(", ", unknown)}");
    }

    public void AssertClose(double expected, double got, string where)
    {
        compared++;
        var gap = Math.Abs(got - expected);
        var error = expected == 0 ? gap : gap / Math.Abs(expected);
        if (error > worst.Error)
            worst = (error, where);
        Assert.True(gap <= absolute + relative * Math.Abs(expected), $"{name}, {where}: got {got:R}, expected {expected:R}");
    }

    public void Report(ITestOutputHelper output) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}: {compared} comparisons, largest relative error {worst.Error:0.0e+0} ({worst.Where})"));

    private static IEnumerable<string> Files() => Directory.GetFiles(Root(), "*.json", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Root(), file).StartsWith("i_checkpoint", StringComparison.Ordinal)) // hostile files: not for a plain reader
        .Order(StringComparer.Ordinal);

    private static string? KindOf(string file)
    {
        var description = Parse(file);
        return description.ValueKind == JsonValueKind.Object && description.TryGetProperty("kind", out var kind) ? kind.GetString() : null;
    }

    private static string Root()
    {
        var root = Environment.GetEnvironmentVariable("MIMREPRO_PARITY_DIR");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); root is null; folder = folder.Parent!)
            if (File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
                root = Path.Combine(folder.FullName, "tests", "Parity");
        return root;
    }

    private static JsonElement Parse(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
