using System.Globalization;
using System.Text.RegularExpressions;

namespace MimRepro.Reporting.Charts;

[Trait("Kind", "Unit")]
public sealed partial class StaticSvgTests
{
    [Theory]
    [InlineData("pixels")]
    [InlineData("supervised pre-training, fine-tuned, without the last two blocks")]
    [InlineData("aNameWithoutAnySpaceThatIsMuchLongerThanTheRoomBesideAChart")]
    public void Of_NamesAlongY_StayInsideThePicture(string longest)
    {
        var svg = StaticSvg.Of(new Chart("c", "t", "l", "", new Axis("accuracy (%)", 0, 100), new Axis("", -0.5, 1.5) { Places = ["scratch", longest] }) { Horizontal = true });

        var labels = Label().Matches(svg).Select(x => (X: Number(x, "x"), Y: Number(x, "y"), Text: x.Groups["text"].Value)).ToList();
        Assert.Equal("scratch" + longest.Replace(" ", ""), string.Concat(labels.Select(x => x.Text)).Replace(" ", ""));
        // 6.2 px: a letter of a common sans serif of 12 px, in the mean.
        Assert.All(labels, label => Assert.InRange(label.X - 6.2 * label.Text.Length, 0, 480));
        Assert.All(labels.Zip(labels.Skip(1)).Where(x => x.First.Text != "scratch"), pair => Assert.InRange(pair.Second.Y - pair.First.Y, 12, 20));
    }

    private static double Number(Match match, string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("""<text x="(?<x>[\d.-]+)" y="(?<y>[\d.-]+)" text-anchor="end">(?<text>[^<]*)</text>""")]
    private static partial Regex Label();
}
