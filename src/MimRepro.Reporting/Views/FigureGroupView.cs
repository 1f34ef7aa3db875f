using MimRepro.Results;

namespace MimRepro.Reporting.Views;

internal sealed record FigureView(string Caption, string Alt, Html Source);

/// <summary>The pictures of one step.</summary>
/// <param name="Folded">Whether an earlier seed shows the same: a page of all seeds would hide what differs.</param>
internal sealed record FigureGroupView(string Id, string Title, string Step, bool Folded, IReadOnlyList<FigureView> Figures)
{
    // What may stand in a data URI: a picture that a browser draws and never runs.
    private static readonly string[] Drawable = ["image/png", "image/jpeg", "image/webp"];

    public static IReadOnlyList<FigureGroupView> Of(RunRecord run)
    {
        var settings = Setting.Of(run);
        var shown = new HashSet<string>();
        return run.Steps
            .Where(x => x.Figures.Any(IsDrawable))
            .Select((x, index) => (Step: x, Index: index, Heading: Heading(x.Step, Setting.After(settings, x))))
            .Select(x => new FigureGroupView(
                $"figures-{x.Index}", x.Heading + (x.Step.Step.Tags.ContainsKey("seed") ? $", seed {Arms.Seed(x.Step.Step)}" : ""), x.Step.Step.Name,
                x.Step.Step.Tags.ContainsKey("seed") && !shown.Add(x.Heading), x.Step.Figures.Where(IsDrawable).Select(Of).ToArray()))
            .ToArray();
    }

    private static bool IsDrawable(FigureRow figure) => Drawable.Contains(figure.MediaType);

    private static FigureView Of(FigureRow figure) =>
        new(figure.Caption, figure.Alt, new Html($"data:{figure.MediaType};base64,{Convert.ToBase64String(figure.Bytes)}"));

    private static string Heading(StepRow step, string setting) =>
        Words.Capital(Arms.Of(step) == "" ? Words.Text(step.Kind) : (step.Kind.StartsWith("train-", StringComparison.Ordinal) ? Words.Text(step.Kind) + ": " : "") + Arms.Label(Arms.Of(step)) + setting);
}
