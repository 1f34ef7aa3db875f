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

    public static ParityCase Read(string name) => new(name, Parse(ParityFolder.PathOf(name) + ".json"));

    /// <summary>Every case of a kind, in whatever folder it lies.</summary>
    public static TheoryData<string> OfKind(string kind) =>
        [.. ParityFolder.OfKind(kind)];

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

    private static JsonElement Parse(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
