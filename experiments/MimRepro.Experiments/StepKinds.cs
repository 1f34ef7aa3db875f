using MimRepro.Pipeline;

namespace MimRepro.Experiments;

/// <summary>The kinds of steps, each with the assemblies on which its result depends.</summary>
/// <remarks>A kind names what its handler uses and everything that this uses in turn, so that no change goes unnoticed.</remarks>
public static class StepKinds
{
    public static readonly StepKind PrepareData = new("prepare-data",
        ["MimRepro.Data", "MimRepro.Recipes", "MimRepro.Worker"]);

    public static readonly StepKind PretrainSimMim = new("pretrain-simmim", Trained);

    public static readonly StepKind PretrainSupervised = new("pretrain-supervised", Trained);

    public static readonly StepKind Reconstruct = new("reconstruct", Trained);

    public static readonly StepKind AnalyzeAttention = new("analyze-attention",
        ["MimRepro.Analysis", .. Trained]);

    public static readonly StepKind FineTune = new("fine-tune", Trained);

    public static readonly StepKind LinearProbe = new("linear-probe", Trained);

    public static readonly StepKind PixelBaseline = new("pixel-baseline", Trained);

    public static IReadOnlyList<StepKind> All { get; } =
        [PrepareData, PretrainSimMim, PretrainSupervised, Reconstruct, AnalyzeAttention, FineTune, LinearProbe, PixelBaseline];

    // Tasks may call any of these, so whatever uses Tasks depends on all of them.
    private static IReadOnlyList<string> Trained =>
        ["MimRepro.Data", "MimRepro.Models", "MimRepro.Recipes", "MimRepro.Tasks", "MimRepro.Training", "MimRepro.Worker"];
}
