using System.Globalization;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>A small drawing of an effect: interval, mean and seeds against zero and the effect that was asked for.</summary>
internal static class IntervalGlyph
{
    private const double Width = 160, Height = 22, Margin = 6;

    public static string Of(ClaimTest test, TestResult? result)
    {
        if (result?.MeanEffect is not { } mean)
            return "";
        var asked = test.Direction == Direction.Greater ? test.MinimumEffect : -test.MinimumEffect;
        var effects = result.Seeds.Select(x => x.Effect).ToArray();
        // The interval may leave the drawing: of two seeds it is often many times as wide as the effect.
        var reach = Math.Max(effects.Append(mean).Append(asked).Max(Math.Abs) * 1.6, 1e-12);
        string X(double value) => (Width / 2 + Math.Clamp(value / reach, -1, 1) * (Width / 2 - Margin)).ToString("0.0", CultureInfo.InvariantCulture);
        var bar = result is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high)
            ? $"<line class=\"bar\" x1=\"{X(low)}\" x2=\"{X(high)}\" y1=\"11\" y2=\"11\"/>" : "";
        var seeds = string.Concat(effects.Select(x => $"<circle class=\"seed\" cx=\"{X(x)}\" cy=\"11\" r=\"2.2\"/>"));
        var needed = asked == 0 ? "" : $"<line class=\"asked\" x1=\"{X(asked)}\" x2=\"{X(asked)}\" y1=\"3\" y2=\"19\"/>";
        return $"<svg class=\"glyph\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" aria-hidden=\"true\">"
            + $"<line class=\"zero\" x1=\"{X(0)}\" x2=\"{X(0)}\" y1=\"1\" y2=\"21\"/>{needed}{bar}{seeds}"
            + $"<circle class=\"mean\" cx=\"{X(mean)}\" cy=\"11\" r=\"4\"/></svg>";
    }
}
