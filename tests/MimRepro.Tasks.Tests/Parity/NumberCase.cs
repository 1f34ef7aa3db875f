using System.Globalization;
using System.Text.Json;
using MimRepro.Data.Imaging;
using MimRepro.Models.Tests;
using Xunit.Abstractions;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>One stored case of numbers alone: read by member, compared by the case's own tolerance.</summary>
internal sealed class NumberCase
{
    private readonly double absolute, relative;
    private (double Error, string Where) worst = (0, "none");
    private int compared;

    private NumberCase(string name, JsonElement description)
    {
        (Name, Description) = (name, description);
        var tolerance = description.GetProperty("tolerance");
        (absolute, relative) = (tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble());
    }

    public string Name { get; }

    public JsonElement Description { get; }

    public JsonElement Config => Description.GetProperty("config");

    /// <param name="name">Folder and file, without extension.</param>
    /// <param name="options">Options of the case that the test knows; it fails on any other.</param>
    public static NumberCase Read(string name, params string[] options)
    {
        var data = new NumberCase(name, Parse(ParityFolder.PathOf(name) + ".json"));
        AssertKnown(data.Name, data.Config, options);
        return data;
    }

    /// <summary>A file beside the case.</summary>
    public JsonElement Beside(string file) => Parse(Path.Combine(Path.GetDirectoryName(ParityFolder.PathOf(Name))!, file));

    /// <summary>Members that all cases have.</summary>
    public static readonly string[] Frame = ["id", "item", "kind", "source", "config", "tolerance", "file", "notes", "tensors"];

    /// <summary>Fails where an object has a member that the test does not look at.</summary>
    public static void AssertKnown(string where, JsonElement found, params string[] known)
    {
        var unknown = found.EnumerateObject().Select(member => member.Name).Except(known).ToArray();
        Assert.True(unknown.Length == 0, $"{where}: unknown members {string.Join(", ", unknown)}");
    }

    public void AssertClose(string where, JsonElement expected, IReadOnlyList<double> got)
    {
        double[] values = Numbers(expected);
        Assert.True(values.Length == got.Count, $"{Name}, {where}: got {got.Count} numbers, expected {values.Length}");
        for (var place = 0; place < values.Length; place++)
            AssertClose($"{where}[{place}]", values[place], got[place]);
    }

    public void AssertClose(string where, JsonElement expected, double got) => AssertClose(where, Number(expected), got);

    public void Report(ITestOutputHelper output) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {compared} comparisons, largest error {worst.Error:0.0e+0} ({worst.Where})"));

    /// <summary>JSON has no word for what is not a number: null stands for it.</summary>
    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();

    public static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(Number)];

    public static BoundingBox Box(JsonElement numbers)
    {
        var values = Numbers(numbers);
        Assert.Equal(4, values.Length);
        return new(values[0], values[1], values[2], values[3]);
    }

    public static BoundingBox[] Boxes(JsonElement list) => [.. list.EnumerateArray().Select(Box)];

    private void AssertClose(string where, double expected, double got)
    {
        compared++;
        if (double.IsNaN(expected) && double.IsNaN(got))
            return;
        var gap = Math.Abs(got - expected);
        if (gap > worst.Error)
            worst = (gap, where);
        Assert.True(gap <= absolute + relative * Math.Abs(expected), $"{Name}, {where}: got {got:R}, expected {expected:R}");
    }

    private static JsonElement Parse(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
