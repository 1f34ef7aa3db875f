using System.Globalization;
using System.Net;
using System.Text;
using MimRepro.Reporting.Views;

namespace MimRepro.Reporting.Charts;

/// <summary>A chart as plain SVG, coloured by the page's style sheet: what stands there when scripts are off.</summary>
internal sealed class StaticSvg
{
    private const double Width = 480, Top = 10, Right = 14, Bottom = 40, LineHeight = 14;

    // A wide guess of a letter's width at 12 px: fonts differ from reader to reader, and a label must not leave the picture.
    private const double Letter = 6.6, LabelGap = 7, LongestLabel = 200;

    private readonly StringBuilder _svg = new();
    private readonly Chart _chart;
    private readonly double _left, _height;
    private readonly IReadOnlyList<IReadOnlyList<string>> _labels;

    private StaticSvg(Chart chart)
    {
        _chart = chart;
        _labels = [.. (chart.Horizontal ? chart.Y.Places! : []).Select(label => Wrap(label, (int)(LongestLabel / Letter)))];
        _left = chart.Horizontal ? LabelGap + Letter * _labels.SelectMany(lines => lines).Max(line => line.Length) : 58;
        _height = chart.Heat is not null ? Width - _left - Right + Top + Bottom
            : chart.Horizontal ? (20 + LineHeight * _labels.Max(lines => lines.Count)) * _labels.Count + Top + Bottom : 280;
    }

    public static string Of(Chart chart)
    {
        var drawing = new StaticSvg(chart);
        drawing._svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"static\" viewBox=\"0 0 {Width} {N(drawing._height)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(chart.Label)}\">");
        drawing.Axes();
        if (chart.Heat is { } heat)
            drawing.Cells(heat);
        foreach (var mark in chart.Marks)
            drawing.Add(mark);
        return drawing._svg.Append("</svg>").ToString();
    }

    private double X(double value) => _left + Share(_chart.X, value) * (Width - _left - Right);

    // A heat map is read from the top, like a matrix.
    private double Y(double value) => Top + (_chart.Heat is null ? 1 - Share(_chart.Y, value) : Share(_chart.Y, value)) * (_height - Top - Bottom);

    private static double Share(Axis axis, double value) => Math.Clamp(axis.Log
        ? Math.Log(Math.Max(value, axis.Min) / axis.Min) / Math.Log(axis.Max / axis.Min)
        : (value - axis.Min) / Math.Max(axis.Max - axis.Min, 1e-12), 0, 1);

    private void Axes()
    {
        foreach (var (place, text) in Marks(_chart.X, 6))
            Text(X(place), _height - Bottom + 16, "middle", text);
        foreach (var (place, text) in Marks(_chart.Y, 5))
        {
            if (_chart.Y.Places is null)
                _svg.Append($"<line class=\"grid\" x1=\"{N(_left)}\" x2=\"{N(Width - Right)}\" y1=\"{N(Y(place))}\" y2=\"{N(Y(place))}\"/>");
            var lines = _chart.Horizontal ? _labels[(int)place] : [text];
            for (var line = 0; line < lines.Count; line++)
                Text(_left - LabelGap, Y(place) + 4 + (line - (lines.Count - 1) / 2.0) * LineHeight, "end", lines[line]);
        }
        Text((_left + Width - Right) / 2, _height - 5, "middle", _chart.X.Name);
        if (_chart.Y.Name != "")
            _svg.Append($"<text transform=\"translate(13 {N((_height - Bottom + Top) / 2)}) rotate(-90)\" text-anchor=\"middle\">{WebUtility.HtmlEncode(_chart.Y.Name)}</text>");
    }

    // At spaces, and inside a word only where it is longer than a whole line.
    private static List<string> Wrap(string label, int longest)
    {
        var lines = new List<string> { "" };
        foreach (var part in label.Split(' ').SelectMany(word => word.Chunk(longest)).Select(letters => new string(letters)))
            if (lines[^1] == "")
                lines[^1] = part;
            else if (lines[^1].Length + 1 + part.Length <= longest)
                lines[^1] += " " + part;
            else
                lines.Add(part);
        return lines;
    }

    private static IEnumerable<(double Place, string Text)> Marks(Axis axis, int parts) => axis.Places is { } places
        ? places.Select((x, index) => ((double)index, x))
        : Scales.Ticks(axis, parts).Select(x => (x, Short(x)));

    private static string Short(double value) => value.ToString("#,0.####", CultureInfo.InvariantCulture).Replace(",", "\u202f").Replace('-', '\u2212');

    private void Text(double x, double y, string anchor, string text) =>
        _svg.Append($"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");

    private void Cells(HeatMap heat)
    {
        var (rows, columns) = (heat.Values.GetLength(0), heat.Values.GetLength(1));
        var (width, height) = ((Width - _left - Right) / columns, (_height - Top - Bottom) / rows);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                if (!double.IsFinite(heat.Values[row, column]))
                    continue;
                var (x, y) = (_left + column * width, Top + row * height);
                var share = Math.Clamp((heat.Values[row, column] - heat.Min) / (heat.Max - heat.Min), 0, 1);
                _svg.Append($"<rect class=\"cell\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width - 1)}\" height=\"{N(height - 1)}\" fill-opacity=\"{share.ToString("0.##", CultureInfo.InvariantCulture)}\"/>");
                _svg.Append($"<text class=\"{(share > 0.68 ? "over" : "value")}\" x=\"{N(x + width / 2)}\" y=\"{N(y + height / 2 + 4)}\" text-anchor=\"middle\">{heat.Values[row, column].ToString("0.00", CultureInfo.InvariantCulture)}</text>");
            }
    }

    private void Add(Mark mark)
    {
        var shade = mark.Shade is { } s ? $" style=\"opacity:{(0.25 + 0.75 * s).ToString("0.##", CultureInfo.InvariantCulture)}\"" : "";
        _svg.Append($"<g class=\"mark {mark.Kind.ToString().ToLowerInvariant()} arm-{(mark.Arm == "" ? "none" : Arms.Style(mark.Arm))}\" data-arm=\"{WebUtility.HtmlEncode(mark.Arm)}\"{shade}>");
        if (mark.Kind is MarkKind.Line or MarkKind.Curve or MarkKind.Reference)
            _svg.Append($"<polyline points=\"{string.Join(' ', mark.Points.Select(p => $"{N(X(p.X))},{N(Y(p.Y))}"))}\"/>");
        foreach (var point in mark.Points)
        {
            if (mark is { Kind: MarkKind.Interval } && point is { Low: { } low, High: { } high })
                _svg.Append($"<line x1=\"{N(X(low))}\" x2=\"{N(X(high))}\" y1=\"{N(Y(point.Y))}\" y2=\"{N(Y(point.Y))}\"/>");
            if (mark.Kind is MarkKind.Dots or MarkKind.Line or MarkKind.Interval)
                _svg.Append($"<circle cx=\"{N(X(point.X))}\" cy=\"{N(Y(point.Y))}\" r=\"{(mark.Kind == MarkKind.Interval ? "5" : "2.6")}\"/>");
        }
        _svg.Append("</g>");
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
