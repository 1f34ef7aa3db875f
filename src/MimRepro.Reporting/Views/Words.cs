using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>The words of a report for the values of the record.</summary>
internal static class Words
{
    /// <summary>Stable key, for files and style classes.</summary>
    public static string Key(Verdict verdict) => verdict switch
    {
        Verdict.Reproduced => "reproduced",
        Verdict.NotReproduced => "not-reproduced",
        Verdict.Inconclusive => "inconclusive",
        _ => "not-run",
    };

    public static string Key(StepOutcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>How we know the paper's side of a claim.</summary>
    public static string Text(PaperStatus status) => status switch
    {
        PaperStatus.Read => "read",
        PaperStatus.Recalled => "recalled",
        _ => "own check",
    };

    public static string Text(Verdict verdict) => Key(verdict).Replace("not-run", "not run yet").Replace('-', ' ');

    /// <summary>A check of our own has nothing to reproduce.</summary>
    public static string OfCheck(Verdict verdict) => verdict switch
    {
        Verdict.Reproduced => "passed",
        Verdict.NotReproduced => "failed",
        _ => Text(verdict),
    };

    /// <summary>Name of a kind, task, metric, backbone or data set: dashes and underscores become spaces.</summary>
    public static string Text(string key) => key switch
    {
        "pretrain-simmim" => "SimMIM pre-training",
        "pretrain-supervised" => "supervised pre-training",
        "analyze-attention" => "attention analysis",
        "fine-tune" or "fine-tuning" => "fine-tuning",
        "render-scenes" => "rendered set",
        "train-pose" => "pose estimation",
        "train-depth" => "monocular depth",
        "train-tracking" => "tracking",
        "train-detection" => "detection",
        "vit" => "ViT",
        "swinv2" => "Swin V2",
        "replknet" => "RepLKNet",
        "fashion-mnist" => "Fashion-MNIST",
        "sceneworld" => "SceneWorld",
        _ => key.Replace('-', ' ').Replace('_', ' '),
    };

    /// <summary>Empty for a pure number and for a metric that nobody described.</summary>
    public static string Unit(string metric) => MetricDescriptors.TryGet(metric, out var known) ? known.Unit : "";

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    public static string Count(int count, string noun) =>
        count == 1 ? $"1 {noun}" : $"{Format.Integer(count)} {noun}s";

    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => string.Join(", ", items.Take(items.Count - 1)) + " and " + items[^1],
    };
}
