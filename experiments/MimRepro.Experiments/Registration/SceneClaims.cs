using MimRepro.Experiments.Graphs;
using MimRepro.Results.Claims;
using static MimRepro.Experiments.Registration.Quantities;

namespace MimRepro.Experiments.Registration;

/// <summary>Claims about downstream tasks, and checks that their models learn at all. Registered before any run of more than a few steps; reasons in docs/decisions/0011.</summary>
internal static class SceneClaims
{
    private const int Dropped = 2;

    private const string Scale =
        "Tested on rendered scenes of 32 px with a Swin V2 of 8 blocks; the paper has SwinV2-B and -L on photographs.";

    private static readonly string[] Arms = ["mim", "supervised", "scratch"];

    private static readonly ClaimDefinition C6 = new()
    {
        Id = "C6",
        Title = "Without its last blocks a MIM model loses, a supervised one does not",
        Statement = "Dropping the last pre-trained blocks costs a masked-image model accuracy on a geometric task and a supervised model hardly any.",
        Status = PaperStatus.Recalled,
        PaperValue = "That little diversity of heads harms fine-tuning is read in the abstract; the experiment and its directions are recalled. No numbers found.",
        Sources = [Recalled, "PAPER.md C6"],
        Tests =
        [
            Test("mim-loses", $"RMSE of depth: {Dropped} of 8 blocks dropped cost MIM at least 0.05 m",
                Change("mim"), null, 0, Direction.Greater, 0.05, "m"),
            Test("supervised-does-not", $"RMSE of depth: {Dropped} of 8 blocks dropped cost the supervised model less than 0.05 m",
                Change("supervised"), null, 0.05, Direction.Less, 0, "m"),
            Test("mim-loses-pose", $"OKS AP: {Dropped} of 8 blocks dropped cost MIM at least 1 point",
                PoseLoss("mim"), null, 0, Direction.Greater, 1, "points"),
            Test("supervised-does-not-pose", $"OKS AP: {Dropped} of 8 blocks dropped cost the supervised model less than 1 point",
                PoseLoss("supervised"), null, 1, Direction.Less, 0, "points"),
        ],
        Notes = [Scale],
    };

    private static readonly ClaimDefinition C8 = new()
    {
        Id = "C8",
        Title = "Shuffled blocks cost MIM less",
        Statement = "When pre-trained blocks change places before fine-tuning, the masked-image model loses less accuracy than the supervised one.",
        Status = PaperStatus.Recalled,
        PaperValue = "Recalled, not read; no numbers.",
        Sources = [Recalled, "PAPER.md C8"],
        Tests =
        [
            Test("loses-less", "Fine-grained top-1, what shuffling costs: MIM at least 1 point less than supervised",
                Loss("mim"), Loss("supervised"), 0, Direction.Less, 1, "points"),
        ],
        Notes = [Scale, "Blocks change places inside their stage only, since stages differ in width; how the paper draws the order is unknown."],
    };

    private static readonly ClaimDefinition C9 = new()
    {
        Id = "C9-scenes",
        Title = "MIM is better on fine-grained classification (variants of a body plan)",
        Statement = "On fine-grained classification masked image modelling is better than supervised pre-training.",
        Status = PaperStatus.Read,
        PaperValue = "Direction read in the abstract. No accuracies found.",
        Sources = [Abstract, "PAPER.md C9"],
        Tests = [Compared("fine-grained-top1", "Top-1 of 8 variants of an unseen body plan: MIM at least 1 point above supervised", StepTags.FineTuning, "top1", Direction.Greater, 1, "points")],
        Notes = [Scale],
    };

    private static readonly ClaimDefinition C10 = new()
    {
        Id = "C10",
        Title = "MIM is better at pose estimation",
        Statement = "On pose estimation masked image modelling is clearly better than supervised pre-training.",
        Status = PaperStatus.Read,
        PaperValue = "OKS AP with SimMIM's SwinV2-B: COCO test-dev 76.7, CrowdPose 74.9 (read). The supervised rows are recalled only.",
        Sources = [Abstract, "OpenCodePapers: read", "PAPER.md C10, 3.1"],
        Tests = [Compared("oks-ap", "OKS AP: MIM at least 1 point above supervised", StepTags.Pose, "oks_ap", Direction.Greater, 1, "points")],
        Notes = [Scale],
    };

    private static readonly ClaimDefinition C11 = new()
    {
        Id = "C11",
        Title = "MIM is better at monocular depth",
        Statement = "On depth from one picture masked image modelling is clearly better than supervised pre-training.",
        Status = PaperStatus.Read,
        PaperValue = "RMSE with SimMIM's SwinV2-B: NYUv2 0.304 m, KITTI 2.050 m (read). The supervised rows are recalled only.",
        Sources = [Abstract, "SwinTransformer/MIM-Depth-Estimation README: read", "PAPER.md C11, 3.1"],
        Tests = [Compared("rmse", "RMSE of depth: MIM at least 0.05 m below supervised", StepTags.Depth, "rmse", Direction.Less, 0.05, "m")],
        Notes = [Scale],
    };

    private static readonly ClaimDefinition C12 = new()
    {
        Id = "C12",
        Title = "MIM is better at tracking",
        Statement = "On video object tracking masked image modelling is clearly better than supervised pre-training.",
        Status = PaperStatus.Read,
        PaperValue = "GOT-10k AO with SimMIM's SwinV2-B: 70.8 (read). The supervised rows were neither found nor recalled.",
        Sources = [Abstract, "OpenCodePapers: read", "PAPER.md C12, 3.1"],
        Tests = [Compared("ao", "Average overlap: MIM at least 1 point above supervised", StepTags.Tracking, "ao", Direction.Greater, 1, "points")],
        Notes = [Scale],
    };

    private static readonly ClaimDefinition C13 = new()
    {
        Id = "C13",
        Title = "MIM is better at detection, by localisation",
        Statement = "A detector finds more with masked image modelling; its localisation losses fall faster, while labels help the classification loss.",
        Status = PaperStatus.Recalled,
        PaperValue = "Recalled: 52.9 box and 46.7 mask AP with MIM, 51.9 and 45.7 supervised. Never a target.",
        Sources = [Recalled, "PAPER.md C13"],
        Tests =
        [
            Compared("box-ap", "Box AP: MIM at least 0.5 points above supervised", StepTags.Detection, "box_ap", Direction.Greater, 0.5, "points"),
            Compared("localisation", "Box losses over the first half of the training: MIM below supervised", StepTags.Detection, "box_loss", Direction.Less, 0, ""),
            Compared("classification", "Classification losses over the first half of the training: supervised below MIM", StepTags.Detection, "class_loss", Direction.Greater, 0, ""),
        ],
        Notes = [Scale],
    };

    private static readonly ClaimDefinition C15 = new()
    {
        Id = "C15",
        Title = "MIM is as good for a network of large kernels",
        Statement = "SimMIM pre-trains RepLKNet, which has no attention, at least as well as labels do.",
        Status = PaperStatus.Recalled,
        PaperValue = "Recalled with little confidence; supervised RepLKNet-31B has 83.5 % top-1 on ImageNet-1K (read). Never a target.",
        Sources = [Recalled, "DingXiaoH/RepLKNet-pytorch README: read", "PAPER.md C15"],
        Tests =
        [
            Test("fine-grained-top1", "Top-1 of 8 variants of an unseen body plan: MIM at most 1 point below supervised",
                ClaimSetting.SceneKernels.Of("mim", StepTags.FineTuning, "top1"), ClaimSetting.SceneKernels.Of("supervised", StepTags.FineTuning, "top1"), -1, Direction.Greater, 0, "points"),
        ],
        Notes = ["Tested on rendered scenes of 32 px with a RepLKNet of 6 large kernels, the largest of 7; the paper has RepLKNet-31B on ImageNet-1K.", "Distance, entropy and divergence of kernels are measured and drawn; no direction of theirs is known."],
    };

    public static IReadOnlyList<ClaimDefinition> All { get; } =
    [
        C6, C8, C9, C10, C11, C12, C13, C15,
        Check("B-fine-grained", "fine-grained classification", StepTags.FineTuning, "top1", null, 100.0 / 8, Direction.Greater, 4, "points", "4 points above guessing one of 8 variants (12.5 %)"),
        Check("B-pose", "pose", StepTags.Pose, "oks_ap", "oks_ap.trivial", 0, Direction.Greater, 2, "points", "2 points of OKS AP above the mean pose in the annotated box"),
        Check("B-depth", "depth", StepTags.Depth, "rmse", "rmse.trivial", 0, Direction.Less, 0.3, "m", "0.3 m below the mean training depth of each pixel"),
        Check("B-tracking", "tracking", StepTags.Tracking, "ao", "ao.trivial", 0, Direction.Greater, 5, "points", "5 points above a box that stays where it was"),
        Check("B-detection", "detection", StepTags.Detection, "box_ap", null, 0, Direction.Greater, 0.5, "points", "0.5 points of box AP above finding nothing"),
    ];

    private static ClaimDefinition Check(
        string id, string task, string tag, string metric, string? trivial, double constant, Direction direction, double least, string unit, string margin) => new()
        {
            Id = id,
            Title = $"The models learn the task: {task}",
            Statement = $"Every arm's {task} beats a guess that looks at no image, by a margin fixed before the run.",
            Status = PaperStatus.Own,
            PaperValue = "Not a claim of the paper: without it the comparisons of arms mean nothing.",
            Sources = ["docs/decisions/0011"],
            Tests =
            [
                .. Arms.Select(arm => Test(arm, $"{arm}: at least {margin}",
                    Of(arm, tag, metric), trivial is null ? null : Of(arm, tag, trivial), constant, direction, least, unit)),
            ],
            Notes = [Scale],
        };

    private static ClaimTest Compared(string id, string statement, string task, string metric, Direction direction, double least, string unit) =>
        Test(id, statement, Of("mim", task, metric), Of("supervised", task, metric), 0, direction, least, unit);

    private static ClaimTest Test(string id, string statement, Quantity left, Quantity? right, double constant, Direction direction, double least, string unit) => new()
    {
        Id = id,
        Statement = statement,
        Left = left,
        Right = right,
        Constant = constant,
        Direction = direction,
        MinimumEffect = least,
        Unit = unit,
    };

    // Higher is worse: what dropping adds to the error.
    private static Quantity Change(string arm) =>
        Of(arm, StepTags.Depth, "rmse", SceneWorldGraph.Dropped(Dropped)) with { Minus = Of(arm, StepTags.Depth, "rmse") };

    // Lower is worse: what dropping takes away.
    private static Quantity PoseLoss(string arm) =>
        Of(arm, StepTags.Pose, "oks_ap") with { Minus = Of(arm, StepTags.Pose, "oks_ap", SceneWorldGraph.Dropped(Dropped)) };

    private static Quantity Loss(string arm) =>
        Of(arm, StepTags.FineTuning, "top1") with { Minus = Of(arm, StepTags.FineTuning, "top1", SceneWorldGraph.Shuffled) };

    private static Quantity Of(string arm, string task, string metric, string variant = SceneWorldGraph.Whole)
    {
        var quantity = ClaimSetting.Scenes.Of(arm, task, metric);
        return quantity with { Tags = new Dictionary<string, string>(quantity.Tags) { [StepTags.Variant] = variant } };
    }
}
