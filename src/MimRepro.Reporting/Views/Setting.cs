using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>What is compared with one another and drawn together: the arms of one backbone on one data set.</summary>
/// <param name="Suffix">For ids on the page; empty if there is one setting only.</param>
/// <param name="Label">For titles: <c>Swin V2 on SceneWorld</c>; empty if there is one setting only.</param>
/// <param name="Run">The run with the steps of this setting.</param>
internal sealed record Setting(string Suffix, string Label, RunRecord Run)
{
    /// <summary>In the order of the run's steps. Steps without a backbone belong to every setting of their data set.</summary>
    public static IReadOnlyList<Setting> Of(RunRecord run)
    {
        var keys = run.Steps.Where(x => Backbone(x) != "").Select(x => (Dataset: Dataset(x), Backbone: Backbone(x))).Distinct().ToArray();
        if (keys.Length < 2)
            return [new("", "", run)];
        var oneDataset = keys.Select(x => x.Dataset).Distinct().Count() == 1;
        return [.. keys.Select(key => new Setting(
            $"-{key.Backbone.Slug()}{(oneDataset ? "" : "-" + key.Dataset.Slug())}",
            Words.Text(key.Backbone) + (oneDataset ? "" : " on " + Words.Text(key.Dataset)),
            run with { Steps = [.. run.Steps.Where(x => Dataset(x) == key.Dataset && (Backbone(x) == "" || Backbone(x) == key.Backbone))] }))];
    }

    /// <summary>Label of the setting that a step belongs to, after a comma; empty if there is one setting only.</summary>
    public static string After(IReadOnlyList<Setting> settings, StepRecord step) =>
        settings.Count < 2 || Backbone(step) == "" ? "" : ", " + settings.First(x => x.Run.Steps.Contains(step)).Label;

    /// <summary>A section of this setting's charts, told from those of the others by ids and title.</summary>
    public ChartSectionView Section(Func<RunRecord, ChartSectionView> of)
    {
        var section = of(Run);
        return Suffix == "" ? section : section with
        {
            Id = section.Id + Suffix,
            Title = $"{section.Title} · {Label}",
            Groups = [.. section.Groups.Select(group => group with
            {
                Id = group.Id + Suffix,
                Charts = [.. group.Charts.Select(chart => chart with { Id = chart.Id + Suffix })],
            })],
        };
    }

    private static string Dataset(StepRecord step) => step.Step.Tags.GetValueOrDefault("dataset", "");

    private static string Backbone(StepRecord step) => step.Step.Tags.GetValueOrDefault("backbone", "");
}
