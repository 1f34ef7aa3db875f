using System.Text.Json.Nodes;
using MimRepro.Reporting.Views;

namespace MimRepro.Reporting.Charts;

/// <summary>A chart as <c>report.js</c> reads it. The default encoder leaves no &lt;, &gt; or &amp; in the text.</summary>
internal static class ChartJson
{
    public static string Of(Chart chart)
    {
        var json = new JsonObject
        {
            ["label"] = chart.Label,
            ["arm"] = chart.Arm,
            ["x"] = Of(chart.X),
            ["y"] = Of(chart.Y),
            ["marks"] = new JsonArray([.. chart.Marks.Select(Of)]),
        };
        if (chart.Horizontal)
            json["horizontal"] = true;
        if (chart.Heat is { } heat)
            json["heat"] = Of(heat);
        return json.ToJsonString();
    }

    private static JsonObject Of(Axis axis)
    {
        var json = new JsonObject { ["name"] = axis.Name, ["min"] = Format.Rounded(axis.Min), ["max"] = Format.Rounded(axis.Max) };
        if (axis.Log)
            json["log"] = true;
        if (axis.Whole)
            json["whole"] = true;
        if (axis.Places is { } places)
            json["places"] = new JsonArray([.. places.Select(x => JsonValue.Create(x))]);
        return json;
    }

    private static JsonNode Of(Mark mark)
    {
        var json = new JsonObject
        {
            ["arm"] = mark.Arm,
            ["style"] = Arms.Style(mark.Arm),
            ["name"] = mark.Name,
            ["kind"] = mark.Kind.ToString().ToLowerInvariant(),
            ["points"] = new JsonArray([.. mark.Points.Select(Of)]),
        };
        if (mark.Shade is { } shade)
            json["shade"] = Format.Rounded(shade);
        return json;
    }

    private static JsonNode Of(ChartPoint point)
    {
        var json = new JsonArray { Format.Rounded(point.X), Format.Rounded(point.Y) };
        if (point.Note != "" || point.Low is not null)
            json.Add(point.Note);
        if (point is { Low: { } low, High: { } high })
        {
            json.Add(Format.Rounded(low));
            json.Add(Format.Rounded(high));
        }
        return json;
    }

    private static JsonObject Of(HeatMap heat)
    {
        var cells = new JsonArray();
        for (var row = 0; row < heat.Values.GetLength(0); row++)
            for (var column = 0; column < heat.Values.GetLength(1); column++)
                if (double.IsFinite(heat.Values[row, column]))
                    cells.Add(new JsonArray { column, row, Math.Round(heat.Values[row, column], 3) });
        return new JsonObject { ["min"] = heat.Min, ["max"] = heat.Max, ["cells"] = cells };
    }
}
