using System.Globalization;
using System.Net;
using System.Text;

namespace MimRepro.BuildHost.Printing;

/// <summary>The plan as one HTML file that needs no network: all targets as a graph, the planned ones highlighted and numbered.</summary>
internal static class PlanPage
{
    private const int BoxWidth = 190, BoxHeight = 40, ColumnGap = 70, RowGap = 22, Margin = 12;

    private const string Page = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Execution plan</title>
        <style>
        :root { color-scheme: light dark; --line: #8a8f98; --box: #f2f4f7; --on: #dbe9ff; --edge: #2f6fde; --ink: #1c1f24; --page: #fff; }
        @media (prefers-color-scheme: dark) { :root { --line: #7d838d; --box: #23272e; --on: #1f3657; --edge: #78a9ff; --ink: #e8eaed; --page: #15181c; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 1.5rem; }
        .graph { overflow-x: auto; } svg text { fill: var(--ink); font: 14px system-ui, sans-serif; }
        rect { fill: var(--box); stroke: var(--line); } .planned rect { fill: var(--on); stroke: var(--edge); stroke-width: 2; }
        path { fill: none; stroke: var(--line); stroke-width: 1.5; } path.order { stroke-dasharray: 2 4; } path.trigger { stroke-dasharray: 8 4; }
        li { margin: .2rem 0; } small { opacity: .75; }
        </style>
        </head>
        <body>
        <h1>Execution plan</h1>
        <ol>
        {LIST}</ol>
        <div class="graph">
        {GRAPH}</div>
        <p><small>Solid line: needs. Dotted: runs after, if both are planned. Dashed: is triggered by. Highlighted: planned.</small></p>
        </body>
        </html>
        """;

    public static string Write(IReadOnlyList<ExecutableTarget> all, IReadOnlyCollection<ExecutableTarget> plan)
    {
        var list = new StringBuilder();
        foreach (var target in plan)
        {
            list.Append(CultureInfo.InvariantCulture, $"<li><b>{Text(target.Name)}</b> {Text(target.Description ?? "")}</li>\n");
        }

        return Page.Replace("{LIST}", list.ToString(), StringComparison.Ordinal).Replace("{GRAPH}", Graph(all, plan), StringComparison.Ordinal) + "\n";
    }

    private static string Graph(IReadOnlyList<ExecutableTarget> all, IReadOnlyCollection<ExecutableTarget> plan)
    {
        var places = Place([.. all.Where(target => target.Listed || plan.Contains(target))]);
        var width = places.Values.Max(place => place.X) + BoxWidth + Margin;
        var height = places.Values.Max(place => place.Y) + BoxHeight + Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Targets and their relations\">\n");
        foreach (var (target, to) in places)
        {
            AppendEdges(svg, places, target.ExecutionDependencies, to, "needs");
            AppendEdges(svg, places, target.OrderDependencies, to, "order");
            AppendEdges(svg, places, target.TriggerDependencies, to, "trigger");
        }

        foreach (var (target, (x, y)) in places)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g{(plan.Contains(target) ? " class=\"planned\"" : "")}><title>{Text(target.Description ?? target.Name)}</title>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"6\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (BoxWidth / 2)}\" y=\"{y + (BoxHeight / 2) + 5}\" text-anchor=\"middle\">{Text(target.Name)}</text></g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendEdges(
        StringBuilder svg, Dictionary<ExecutableTarget, (int X, int Y)> places, List<ExecutableTarget> sources, (int X, int Y) to, string kind)
    {
        foreach (var source in sources.Where(places.ContainsKey))
        {
            var (x, y) = (places[source].X + BoxWidth, places[source].Y + (BoxHeight / 2));
            var middle = (x + to.X) / 2;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"M{x} {y} C{middle} {y} {middle} {to.Y + (BoxHeight / 2)} {to.X} {to.Y + (BoxHeight / 2)}\"/>\n");
        }
    }

    // A target's column is one right of the last one that must go before it; its row is the next free one there.
    private static Dictionary<ExecutableTarget, (int X, int Y)> Place(List<ExecutableTarget> targets)
    {
        Dictionary<ExecutableTarget, int> columns = [];
        Dictionary<int, int> rows = [];
        Dictionary<ExecutableTarget, (int X, int Y)> places = [];
        foreach (var target in targets)
        {
            var column = ColumnOf(target, columns);
            var row = rows.TryGetValue(column, out var used) ? used : 0;
            rows[column] = row + 1;
            places[target] = (Margin + (column * (BoxWidth + ColumnGap)), Margin + (row * (BoxHeight + RowGap)));
        }

        return places;
    }

    private static int ColumnOf(ExecutableTarget target, Dictionary<ExecutableTarget, int> columns)
    {
        if (!columns.TryGetValue(target, out var column))
        {
            column = target.AllDependencies.Select(earlier => ColumnOf(earlier, columns) + 1).DefaultIfEmpty(0).Max();
            columns[target] = column;
        }

        return column;
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
