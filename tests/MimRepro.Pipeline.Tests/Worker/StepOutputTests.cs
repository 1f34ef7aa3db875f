using System.Globalization;
using MimRepro.Pipeline.Worker;

namespace MimRepro.Pipeline.Tests.Worker;

public sealed class StepOutputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mimrepro-output-").FullName;

    private static readonly StepOutput Sample = new()
    {
        Metrics = [new("top1", 1.0 / 3), new("cka", 1e-300, new Dictionary<string, double> { ["other_layer"] = 2, ["layer"] = 0.5 })],
        Series = [new("loss", "x", [0, 0.1], [2, 1.5])],
        Figures = [],
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact, Trait("Kind", "Snapshot")]
    public void Writer_UnderAnotherCulture_WritesTheSameBytes()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = culture;
            StepOutputWriter.Write(folder, Sample);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        string text = File.ReadAllText(Path.Combine(folder, StepOutput.FileName));
        Assert.DoesNotContain('\r', text);
        Snapshots.Match(text, "metrics");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Reader_OfWhatWasWritten_GivesItBack()
    {
        StepOutputWriter.Write(folder, Sample);

        StepOutput read = StepOutputReader.Read(folder);

        Assert.Equal(1.0 / 3, read.Metrics[0].Value);
        Assert.Equal(0.5, read.Metrics[1].At!["layer"]);
        Assert.Equal([2, 1.5], read.Series[0].Y);
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Writer_InvalidOutput_NamesEveryFault()
    {
        StepOutput output = new()
        {
            Metrics = [new("top1", double.NaN), new("Top 1", 1), new("cka", 1), new("cka", 2)],
            Series = [new("loss", "x", [1, 2], [1]), new("rate", "x", [1], [double.PositiveInfinity])],
            Figures = [new("out", "/etc/passwd", "c", "a"), new("up", "../up.png", "c", "a"), new("gone", "gone.png", "c", "a"), new("fake", "fake.png", "c", "a")],
        };
        File.WriteAllText(Path.Combine(folder, "fake.png"), "not a picture");

        var fault = Assert.Throws<ArgumentException>(() => StepOutputWriter.Write(folder, output));

        Snapshots.Match(fault.Message, "faults");
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"metrics":null,"series":[],"figures":[]}""")]
    [InlineData("""{"metrics":[null],"series":[null],"figures":[null]}""")]
    [InlineData("""{"metrics":[{"name":null,"value":1}],"series":[],"figures":[]}""")]
    [InlineData("""{"metrics":[{"name":"top1","value":1e999}],"series":[],"figures":[]}""")]
    public void Reader_OfHostileText_ThrowsInvalidData(string text)
    {
        File.WriteAllText(Path.Combine(folder, StepOutput.FileName), text);

        Assert.Throws<InvalidDataException>(() => StepOutputReader.Read(folder));
    }
}
