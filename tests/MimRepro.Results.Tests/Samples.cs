using MimRepro.Results.Claims;

namespace MimRepro.Results.Tests;

/// <summary>Made-up rows.</summary>
internal static class Samples
{
    public static string Key(int i) => i.ToString("x").PadLeft(64, '0');

    public static RunRow Run(string id, string profile = "smoke", int minute = 0) => new()
    {
        Id = id,
        Profile = profile,
        Started = new DateTimeOffset(2024, 2, 3, 4, minute, 6, TimeSpan.FromHours(2)).AddTicks(1234567),
        Ended = null,
        Environment = new Dictionary<string, string> { ["os"] = "Linux", ["cores"] = "2", ["device"] = "cpu" },
    };

    public static StepRow Step(string name, int key, string arm = "mim", int seed = 0) => new()
    {
        Name = name,
        Kind = "fine-tune",
        Experiment = "FineTune",
        Tags = new Dictionary<string, string> { ["arm"] = arm, ["seed"] = seed.ToString() },
        Key = Key(key),
        Artifact = Key(1000 + key),
        RecipeJson = """{"epochs":2}""",
        FingerprintParts = [new("kind", "fine-tune"), new("recipe", "ab"), new("input.data", "cd")],
        DurationInSeconds = 1.5 + key,
    };

    public static StepRecord Record(StepRow step, params MetricRow[] metrics) =>
        new(step, StepOutcome.Ran, metrics, [], [], null);

    public static MetricRow[] Metrics =>
    [
        new("top1", 71.25), new("top1", 70, Epoch: 1.5), new("attention_distance", 0.1 + 0.2, Layer: 1, Head: 3),
        new("cka", 0.5, Epoch: 2, Layer: 0, OtherLayer: 4), new("masked_l1", double.Epsilon),
    ];

    public static SeriesRow[] Series => [new("loss", "epoch", [0.5, 1, 1.5], [2.25, 1.0 / 3, -1e-300]), new("gradient_norm", "epoch", [], [])];

    public static FigureRow[] Figures => [new("reconstructions", "Four images", "a shoe, masked and restored", "image/png", [0, 255, 10, 13])];

    public static ClaimDefinition Claim(params ClaimTest[] tests) => new()
    {
        Id = "c4",
        Title = "Heads stay diverse",
        Statement = "MIM keeps heads apart in the last layers.",
        Status = PaperStatus.Read,
        PaperValue = "figure 3, read",
        Sources = ["PAPER.md 2.2"],
        Tests = tests,
        Notes = ["small scale"],
    };

    public static ClaimTest Test(double minimumEffect = 0, Direction direction = Direction.Greater, bool constant = false) => new()
    {
        Id = "mim-above-scratch",
        Statement = "top-1 of MIM exceeds that of scratch",
        Left = new("top1", new Dictionary<string, string> { ["arm"] = "mim" }),
        Right = constant ? null : new("top1", new Dictionary<string, string> { ["arm"] = "scratch" }),
        Constant = constant ? 50 : 0,
        Direction = direction,
        MinimumEffect = minimumEffect,
        Unit = "%",
    };

    /// <summary>One step a seed and arm, with a top-1 each.</summary>
    public static List<StepRecord> Arms(double[] mim, double[] scratch) =>
    [
        .. mim.Select((value, seed) => Record(Step($"mim-seed{seed}", seed, "mim", seed), new MetricRow("top1", value))),
        .. scratch.Select((value, seed) => Record(Step($"scratch-seed{seed}", 100 + seed, "scratch", seed), new MetricRow("top1", value))),
    ];
}
