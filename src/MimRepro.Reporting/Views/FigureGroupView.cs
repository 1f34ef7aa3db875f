using MimRepro.Results;

namespace MimRepro.Reporting.Views;

internal sealed record FigureView(string Caption, string Alt, Html Source);

/// <summary>The pictures of one step.</summary>
internal sealed record FigureGroupView(string Id, string Title, string Step, IReadOnlyList<FigureView> Figures)
{
    // What may stand in a data URI: a picture that a browser draws and never runs.
    private static readonly string[] Drawable = ["image/png", "image/jpeg", "image/webp"];

    public static IReadOnlyList<FigureGroupView> Of(RunRecord run)
    {
        var settings = Setting.Of(run);
        return run.Steps
            .Where(x => x.Figures.Any(IsDrawable))
            .Select((x, index) => new FigureGroupView(
                $"figures-{index}", Heading(x.Step, Setting.After(settings, x)), x.Step.Name, x.Figures.Where(IsDrawable).Select(Of).ToArray()))
            .ToArray();
    }

    private static bool IsDrawable(FigureRow figure) => Drawable.Contains(figure.MediaType);

    private static FigureView Of(FigureRow figure) =>
        new(figure.Caption, figure.Alt, new Html($"data:{figure.MediaType};base64,{Convert.ToBase64String(figure.Bytes)}"));

    private static string Heading(StepRow step, string setting) =>
        Arms.Of(step) == "" ? step.Name : (step.Kind.StartsWith("train-", StringComparison.Ordinal) ? Words.Text(step.Kind) + ": " : "") + Arms.Label(Arms.Of(step)) + setting + (step.Tags.ContainsKey("seed") ? $", seed {Arms.Seed(step)}" : "");
}
