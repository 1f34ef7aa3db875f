using MimRepro.Reporting.Charts;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>Everything that the templates print, as text.</summary>
internal sealed record ReportView
{
    public required string Title { get; init; }
    public required IReadOnlyList<string> Summary { get; init; }
    public required IReadOnlyList<ClaimView> Claims { get; init; }
    public required IReadOnlyList<ChartSectionView> ChartSections { get; init; }
    public required IReadOnlyList<FigureGroupView> Figures { get; init; }
    /// <summary>Empty in a report of checkpoints.</summary>
    public required IReadOnlyList<TaskView> Tasks { get; init; }
    /// <summary>Checkpoints side by side; null in the report of a reproduction.</summary>
    public required CheckpointsView? Checkpoints { get; init; }
    public required IReadOnlyList<RecipeGroupView> Recipes { get; init; }
    public required RunView Run { get; init; }

    public static ReportView Of(RunRecord run, IReadOnlyList<ClaimDefinition> claims, ReportOptions options)
    {
        var claimViews = claims.Select(x => ClaimView.Of(x, run.Claims.FirstOrDefault(y => y.Claim.Id == x.Id))).ToArray();
        var settings = options.OfCheckpoints ? [new Setting("", "", run)] : Setting.Of(run);
        IEnumerable<ChartSectionView> EachSetting(Func<RunRecord, ChartSectionView> section) => settings.Select(x => x.Section(section));
        IEnumerable<ChartSectionView> Looks() =>
        [
            .. settings.Where(x => AttentionSection.Applies(x.Run)).Select(x => x.Section(y => AttentionSection.Of(y, options))),
            .. settings.Where(x => KernelSection.Applies(x.Run)).Select(x => x.Section(KernelSection.Of)),
        ];
        return new ReportView
        {
            Title = options.Title,
            Summary = Views.Summary.Of(run, claimViews, options),
            Claims = claimViews,
            ChartSections = options.OfCheckpoints
                ? [.. Looks(), CkaSection.Of(run), CkaBetweenSection.Of(run)]
                : [.. Looks(), .. EachSetting(CkaSection.Of), .. EachSetting(TrainingSection.Of)],
            Checkpoints = options.OfCheckpoints ? CheckpointsView.Of(run) : null,
            Figures = FigureGroupView.Of(run),
            Tasks = options.OfCheckpoints ? [] : TaskView.All(run),
            Recipes = RecipeGroupView.Of(options.Recipes ?? RecipeGroupView.RecipesOf(run)),
            Run = RunView.Of(run, options),
        };
    }
}

/// <summary>A table of text; the first column names the row.</summary>
internal sealed record TableView(string Caption, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A chart on the page: its interactive form, its static form and its words.</summary>
internal sealed record ChartView(string Id, string Title, string Label, string Style, string Arm, bool Heat, bool Horizontal, Html Json, Html Svg)
{
    public static ChartView Of(Chart chart) => new(
        chart.Id, chart.Title, chart.Label, Arms.Style(chart.Arm), chart.Arm, chart.Heat is not null, chart.Horizontal,
        new Html(ChartJson.Of(chart)), new Html(StaticSvg.Of(chart)));
}

/// <summary>Charts that are read together, with the switches of the arms they show and their data; or why there are none.</summary>
internal sealed record ChartGroupView(
    string Id, string Title, string Text, IReadOnlyList<ChartView> Charts, LegendView Legend, TableView? Table, string Missing = "")
{
    public static ChartGroupView Of(string id, string title, string text, IReadOnlyList<Chart> charts, TableView table) =>
        new(id, title, text, charts.Select(ChartView.Of).ToArray(),
            new LegendView(Arms.Ordered(charts.Where(x => x.Arm == "").SelectMany(x => x.Marks.Select(y => y.Arm)))), table);

    public static ChartGroupView None(string id, string title, string missing) => new(id, title, "", [], new LegendView([]), null, missing);
}

internal sealed record ChartSectionView(string Id, string Title, string Lead, IReadOnlyList<ChartGroupView> Groups)
{
    /// <summary>Switches for the panels below; figures that hold several arms in one panel have their own.</summary>
    public LegendView Legend => new(Views.Arms.Ordered(Groups.SelectMany(x => x.Charts.Select(y => y.Arm))));
}

/// <summary>Switches that show and hide arms on the whole page.</summary>
internal sealed record LegendView(IReadOnlyList<ArmView> Arms);
