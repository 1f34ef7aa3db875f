namespace MimRepro.Experiments.Graphs;

/// <summary>Names of experiments: groups of steps, each with a build target of the same name.</summary>
public static class ExperimentNames
{
    public const string PrepareData = "PrepareData";
    public const string PretrainMim = "PretrainMim";
    public const string PretrainSupervised = "PretrainSupervised";
    public const string AnalyzeAttention = "AnalyzeAttention";
    public const string FineTune = "FineTune";
    public const string Pose = "Pose";
    public const string Depth = "Depth";
    public const string Tracking = "Tracking";
    public const string Detection = "Detection";

    /// <summary>Checkpoints that the user names; in a graph of its own.</summary>
    public const string Analyze = "Analyze";

    public static IReadOnlyList<string> All { get; } = [PrepareData, PretrainMim, PretrainSupervised, AnalyzeAttention, FineTune, Pose, Depth, Tracking, Detection];
}
