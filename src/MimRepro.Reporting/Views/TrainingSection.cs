using MimRepro.Reporting.Charts;
using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>Losses and accuracies while training.</summary>
internal static class TrainingSection
{
    private const int MostPoints = 200;

    private sealed record Curve(string Arm, int Seed, double[] X, double[] Y);

    public static ChartSectionView Of(RunRecord run) => new(
        "training", "Training curves",
        $"One line a seed. Curves of more than {MostPoints} points are averaged over neighbouring points for display; results.db has all of them.",
        [
            Group(run, "pretraining-loss", "Pre-training loss", "loss",
                "SimMIM minimises masked L1 on pixels, the supervised arm cross-entropy: compare shapes, not levels.", x => x.StartsWith("pretrain-", StringComparison.Ordinal), onePanelAnArm: true),
            Group(run, "tuning-loss", "Fine-tuning loss", "loss", "", x => x == "fine-tune", onePanelAnArm: false),
            Group(run, "tuning-top1", "Held-out top-1 while fine-tuning", "top1", "", x => x == "fine-tune", onePanelAnArm: false),
        ]);

    /// <summary>The parts of a detector's loss that claim C13 compares: where boxes are, and what is in them.</summary>
    /// <returns>Null where no step has them.</returns>
    public static ChartGroupView? DetectorTerms(RunRecord run)
    {
        var steps = run.Steps.Where(x => x.Step.Kind == "train-detection").ToArray();
        Curve[] Summed(params string[] terms) =>
        [
            .. from record in steps
               let rows = terms.Select(term => record.Series.FirstOrDefault(x => x.Name == term && x.XName == "epoch")).OfType<SeriesRow>().ToArray()
               where rows.Length == terms.Length && rows[0].X.Length > 0
               select new Curve(Arms.Of(record.Step), Arms.Seed(record.Step), rows[0].X, [.. rows[0].X.Select((_, place) => rows.Sum(row => row.Y[place]))]),
        ];
        var (boxes, classes) = (Summed("rpn-box", "roi-box"), Summed("rpn-cls", "roi-cls"));
        return boxes.Length == 0 ? null : ChartGroupView.Of(
            "detector-terms", "Losses of the detector", "One line a seed, the mean of each epoch: the two box losses together, and the two classification losses.",
            [Draw("chart-detector-boxes", "Localisation", "Localisation loss", "loss", "", boxes), Draw("chart-detector-classes", "Classification", "Classification loss", "loss", "", classes)],
            new("Losses of the detector", ["loss", "arm", "seed", "first epoch", "last epoch"],
                [.. new[] { ("localisation", boxes), ("classification", classes) }.SelectMany(part => part.Item2.Select(x =>
                    (IReadOnlyList<string>)[part.Item1, Arms.Label(x.Arm), Format.Integer(x.Seed), Format.Number(x.Y[0]), Format.Number(x.Y[^1])]))]));
    }

    private static ChartGroupView Group(RunRecord run, string id, string title, string series, string text, Func<string, bool> kind, bool onePanelAnArm)
    {
        var curves = (from record in run.Steps
                      where kind(record.Step.Kind)
                      from row in record.Series
                      where row.Name == series && row.XName == "epoch"
                      let curve = Thin(row)
                      where curve.X.Length > 0
                      select new Curve(Arms.Of(record.Step), Arms.Seed(record.Step), curve.X, curve.Y)).ToArray();
        if (curves.Length == 0)
            return ChartGroupView.None(id, title, "Not run yet: no such training has ended.");
        var arms = Arms.Ordered(curves.Select(x => x.Arm));
        var charts = onePanelAnArm
            ? arms.Select(x => Draw($"chart-{id}-{x.Key.Slug()}", x.Label, title, series, x.Key, curves.Where(y => y.Arm == x.Key).ToArray())).ToArray()
            : [Draw($"chart-{id}", title, title, series, "", curves)];
        return ChartGroupView.Of(id, title, text, charts, Table(title, series, arms, curves));
    }

    private static Chart Draw(string id, string title, string what, string series, string arm, Curve[] curves)
    {
        var all = curves.SelectMany(x => x.Y).ToArray();
        var log = series == "loss" && all.Min() > 0 && all.Max() / all.Min() > 8;
        var (min, max) = log ? (all.Min() * 0.95, all.Max() * 1.05) : Scales.Round(all);
        var (first, last) = (Math.Floor(curves.Min(x => x.X[0])), curves.Max(x => x.X[^1]));
        if (first >= last)
            first = Math.Max(0, last - 1); // one point a curve
        var name = series == "top1" ? "top-1 (%)" : log ? "loss (log scale)" : "loss";
        return new Chart(id, title, $"{what} over epochs, {(arm == "" ? "all arms" : Arms.Label(arm))}.", arm,
            new Axis("epoch", first, last), new Axis(name, min, max) { Log = log })
        {
            Marks = curves.Select(x => new Mark(x.Arm, $"{Arms.Label(x.Arm)}, seed {x.Seed}", x.X.Length > 40 ? MarkKind.Curve : MarkKind.Line,
                x.X.Zip(x.Y, (a, b) => new ChartPoint(a, b)).ToArray())).ToArray(),
        };
    }

    /// <summary>At most <see cref="MostPoints"/> points: means of runs of neighbours of equal length.</summary>
    private static (double[] X, double[] Y) Thin(SeriesRow row)
    {
        var points = row.X.Zip(row.Y).Where(x => double.IsFinite(x.First) && double.IsFinite(x.Second)).ToArray();
        var width = (points.Length + MostPoints - 1) / MostPoints;
        var means = points.Chunk(Math.Max(1, width)).Select(x => (X: x.Average(y => y.First), Y: x.Average(y => y.Second))).ToArray();
        return (means.Select(x => x.X).ToArray(), means.Select(x => x.Y).ToArray());
    }

    private static TableView Table(string title, string series, IReadOnlyList<ArmView> arms, Curve[] curves) => new(
        title, ["arm", "seed", "first", series == "top1" ? "highest" : "lowest", "last", "epochs"],
        (from arm in arms
         from x in curves
         where x.Arm == arm.Key
         orderby x.Seed
         select (IReadOnlyList<string>)
            [arm.Label, Format.Integer(x.Seed), Format.Number(x.Y[0]), Format.Number(series == "top1" ? x.Y.Max() : x.Y.Min()), Format.Number(x.Y[^1]), Format.Number(x.X[^1])]).ToArray());
}
