using System.Diagnostics;
using System.Globalization;
using MimRepro.Experiments.ImageNet;
using TorchSharp;
using Xunit.Abstractions;

namespace MimRepro.Tasks.Tests.Paper;

/// <summary>Every model of the paper profile at full size: built, counted, and trained for one update on one sample.</summary>
/// <remarks>One recipe for each task, size and architecture; other data sets and arms change numbers of classes and of joints, and windows that biases are scaled by.</remarks>
[Trait("Kind", "FullSize")]
public sealed class PaperTrainingTests(ITestOutputHelper output)
{
    private static readonly string[] Heads = ["decoder.", "head.", "keypoint_head.", "last_layer_depth.", "roi_head."];

    private static readonly Dictionary<string, Func<FirstUpdate>> Base = new()
    {
        ["simmim-vit-b"] = () => FirstUpdate.Of(PaperRecipes.SimMimBase),
        ["supervised-vit-b"] = () => FirstUpdate.Of(PaperRecipes.SupervisedBase),
        ["finetune-vit-b"] = () => FirstUpdate.Of(PaperRecipes.FineTuneBase),
        ["simmim-swinv2-b"] = () => FirstUpdate.Of(PaperPretrainingRecipes.SwinV2Base),
        ["supervised-swinv2-b"] = () => FirstUpdate.Of(PaperPretrainingRecipes.SupervisedSwinV2Base),
        ["supervised-22k-swinv2-b"] = () => FirstUpdate.Of(PaperPretrainingRecipes.Supervised22kSwinV2Base),
        ["finetune-swinv2-b"] = () => FirstUpdate.Of(PaperFineTuningRecipes.INaturalist2018),
        ["simmim-replknet-31b"] = () => FirstUpdate.Of(PaperPretrainingRecipes.RepLkNet31Base),
        ["supervised-replknet-31b"] = () => FirstUpdate.Of(PaperPretrainingRecipes.SupervisedRepLkNet31Base),
        ["pose-swinv2-b"] = () => FirstUpdate.Of(PosePaperRecipes.CocoBase),
        ["depth-swinv2-b-nyu"] = () => FirstUpdate.Of(PaperDepthRecipes.NyuBase),
        ["depth-swinv2-b-kitti"] = () => FirstUpdate.Of(PaperDepthRecipes.KittiBase),
        ["track-swinv2-b"] = () => FirstUpdate.Of(PaperTrackingRecipes.Got10kBase),
        ["detect-swinv2-b"] = () => FirstUpdate.Of(PaperDetectionRecipes.SwinV2Base),
    };

    private static readonly Dictionary<string, Func<FirstUpdate>> Large = new()
    {
        ["simmim-swinv2-l"] = () => FirstUpdate.Of(PaperPretrainingRecipes.SwinV2Large),
        ["supervised-swinv2-l"] = () => FirstUpdate.Of(PaperPretrainingRecipes.SupervisedSwinV2Large),
        ["supervised-22k-swinv2-l"] = () => FirstUpdate.Of(PaperPretrainingRecipes.Supervised22kSwinV2Large),
        ["pose-swinv2-l"] = () => FirstUpdate.Of(PosePaperRecipes.CocoLarge),
        ["depth-swinv2-l-nyu"] = () => FirstUpdate.Of(PaperDepthRecipes.NyuLarge),
        ["depth-swinv2-l-kitti"] = () => FirstUpdate.Of(PaperDepthRecipes.KittiLarge),
        ["track-swinv2-l"] = () => FirstUpdate.Of(PaperTrackingRecipes.Got10kLarge),
    };

    static PaperTrainingTests() => torch.set_num_threads(1);

    public static TheoryData<string> BaseModels => [.. Base.Keys];

    public static TheoryData<string> LargeModels => [.. Large.Keys];

    [Theory, MemberData(nameof(BaseModels))]
    public void FirstUpdate_OfAModelOfTheBaseSize_ChangesWhatWasCounted(string model) => Check(Base[model]);

    [LargeModelsTheory, MemberData(nameof(LargeModels))]
    public void FirstUpdate_OfAModelOfTheLargeSize_ChangesWhatWasCounted(string model) => Check(Large[model]);

    private void Check(Func<FirstUpdate> train)
    {
        torch.random.manual_seed(1);
        var clock = Stopwatch.StartNew();

        var update = train();

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{clock.Elapsed.TotalSeconds:0.0} s, process at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:0.0} GB, loss {update.Status.Loss:0.000}, {update.Changed.Count} parameters changed"));
        Assert.Equal(update.Counted.Parameters, update.Parameters);
        Assert.True(double.IsFinite(update.Status.Loss));
        // From the head to the pixels; blocks of Swin V2 begin as the identity and pass on less.
        Assert.Contains(update.Changed, name => name.Contains("patch_embed", StringComparison.Ordinal) || name.Contains("stem", StringComparison.Ordinal));
        Assert.Contains(update.Changed, name => Heads.Any(head => name.StartsWith(head, StringComparison.Ordinal)));
    }
}
