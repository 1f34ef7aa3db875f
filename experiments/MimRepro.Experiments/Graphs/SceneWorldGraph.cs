using MimRepro.Experiments.SceneWorld;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>Scenes rendered once; for each seed Swin V2 pre-trained by both tasks, analysed, and every downstream task trained from it.</summary>
internal sealed class SceneWorldGraph
{
    public const string Whole = "all-blocks", Shuffled = "blocks-shuffled";

    // The same for all tasks: within a stage, for only there blocks have the same shape.
    private static readonly int[] ShuffledBlocks = [1, 0, 6, 4, 7, 3, 5, 2];

    private static readonly string[] Arms = ["mim", "supervised", "scratch"];

    private static readonly SceneSet[] Sets = [SceneSet.Pretraining, SceneSet.FineGrained, SceneSet.Pose, SceneSet.Depth, SceneSet.Tracking, SceneSet.Detection];

    private readonly SceneScale scale;

    private SceneWorldGraph(SceneScale scale) => this.scale = scale;

    public static IReadOnlyList<Step> Steps(SceneScale scale)
    {
        var graph = new SceneWorldGraph(scale);
        return
        [
            .. Sets.SelectMany(set => new[] { graph.Render(set, "train"), graph.Render(set, "test") }),
            .. scale.Seeds.SelectMany(graph.OfSeed),
        ];
    }

    private IEnumerable<Step> OfSeed(int seed)
    {
        yield return Pretrain(ScenePretraining.Mim(scale) with { Seed = seed }, StepTags.SwinTransformerV2);
        yield return Pretrain(ScenePretraining.Supervised(scale) with { Seed = seed }, StepTags.SwinTransformerV2);
        if (seed == scale.Seeds[0])
            yield return Reconstruct(ScenePretraining.Reconstruction(scale) with { Seed = seed });
        foreach (var arm in Arms.Take(2))
            yield return Analyze(ScenePretraining.Attention(scale), arm, seed, StepTags.SwinTransformerV2);
        if (scale.LargeKernels)
            foreach (var step in LargeKernelSteps(seed))
                yield return step;
        foreach (var step in FineGrained(seed).Concat(Pose(seed)).Concat(Depth(seed)).Concat(Tracking(seed)).Concat(Detection(seed)))
            yield return step;
    }

    private IEnumerable<Step> LargeKernelSteps(int seed)
    {
        yield return Pretrain(LargeKernels.Mim(scale) with { Seed = seed }, StepTags.LargeKernels);
        yield return Pretrain(LargeKernels.Supervised(scale) with { Seed = seed }, StepTags.LargeKernels);
        foreach (var arm in Arms.Take(2))
        {
            yield return Analyze(LargeKernels.Kernels(scale), arm, seed, StepTags.LargeKernels);
            yield return Task(
                "finetune", StepKinds.FineTune, ExperimentNames.FineTune, StepTags.FineTuning, SceneSet.FineGrained, arm, Whole, seed,
                CanonicalJson.Write(LargeKernels.FineGrained(scale) with { Seed = seed }), scale.FineGrainedEpochs * scale.TaskImages / StepEstimate.SceneClassification, StepTags.LargeKernels);
        }
    }

    private IEnumerable<Step> FineGrained(int seed)
    {
        var recipe = SceneTasks.FineGrained(scale) with { Seed = seed };
        foreach (var arm in Arms)
            yield return Task("finetune", StepKinds.FineTune, ExperimentNames.FineTune, StepTags.FineTuning, SceneSet.FineGrained, arm, Whole, seed, CanonicalJson.Write(recipe), scale.FineGrainedEpochs * scale.TaskImages / StepEstimate.SceneClassification);
        foreach (var arm in Arms.Take(2))
            yield return Task("neighbours", StepKinds.NearestNeighbours, ExperimentNames.FineTune, StepTags.NearestNeighbours, SceneSet.FineGrained, arm, Whole, seed, CanonicalJson.Write(SceneTasks.Neighbours(scale) with { Seed = seed }), scale.TaskImages / StepEstimate.SceneClassification);
        if (!scale.Shuffles)
            yield break;
        var shuffled = recipe with
        {
            Id = recipe.Id.Replace("finetune-", "finetune-shuffled-", StringComparison.Ordinal),
            PretrainedBlocks = ShuffledBlocks,
            Deviations = [.. recipe.Deviations, "Blocks: pre-trained blocks change places inside their stage (claim C8); how the paper draws the order is unknown"],
        };
        foreach (var arm in Arms.Take(2))
            yield return Task("finetune", StepKinds.FineTune, ExperimentNames.FineTune, StepTags.FineTuning, SceneSet.FineGrained, arm, Shuffled, seed, CanonicalJson.Write(shuffled), scale.FineGrainedEpochs * scale.TaskImages / StepEstimate.SceneClassification);
    }

    private IEnumerable<Step> Pose(int seed)
    {
        var recipe = SceneTasks.Pose(scale) with { Seed = seed };
        foreach (var arm in Arms)
            yield return Pose(recipe, arm, Whole);
        foreach (var dropped in scale.DroppedBlocks)
            foreach (var arm in Arms.Take(2))
                yield return Pose(
                    recipe with
                    {
                        Id = recipe.Id.Replace("pose-", $"pose-drop{dropped}-", StringComparison.Ordinal),
                        Model = ScenePretraining.WithoutLast(dropped),
                        PretrainedBlocks = ScenePretraining.AllButLast(dropped),
                    },
                    arm, Dropped(dropped));
    }

    private Step Pose(PoseRecipe recipe, string arm, string variant) =>
        Task("pose", StepKinds.TrainPose, ExperimentNames.Pose, StepTags.Pose, SceneSet.Pose, arm, variant, recipe.Seed, CanonicalJson.Write(recipe), scale.PoseEpochs * scale.TaskImages / StepEstimate.ScenePose);

    private IEnumerable<Step> Depth(int seed)
    {
        var recipe = SceneTasks.Depth(scale) with { Seed = seed };
        foreach (var arm in Arms)
            yield return Depth(recipe, arm, Whole);
        foreach (var dropped in scale.DroppedBlocks)
            foreach (var arm in Arms.Take(2))
                yield return Depth(
                    recipe with
                    {
                        Id = recipe.Id.Replace("depth-", $"depth-drop{dropped}-", StringComparison.Ordinal),
                        Model = ScenePretraining.WithoutLast(dropped),
                        PretrainedBlocks = ScenePretraining.AllButLast(dropped),
                        Evaluation = recipe.Evaluation with { KeptPredictions = [] },
                    },
                    arm, Dropped(dropped));
    }

    private Step Depth(DepthRecipe recipe, string arm, string variant) =>
        Task("depth", StepKinds.TrainDepth, ExperimentNames.Depth, StepTags.Depth, SceneSet.Depth, arm, variant, recipe.Seed, CanonicalJson.Write(recipe), scale.DepthEpochs * scale.TaskImages / StepEstimate.SceneDepth);

    private IEnumerable<Step> Tracking(int seed) => Arms.Select(arm => Task(
        "track", StepKinds.TrainTracking, ExperimentNames.Tracking, StepTags.Tracking, SceneSet.Tracking, arm, Whole, seed,
        CanonicalJson.Write(SceneTasks.Tracking(scale) with { Seed = seed }), scale.TrackingEpochs * scale.TaskImages / StepEstimate.SceneTracking));

    private IEnumerable<Step> Detection(int seed) => Arms.Select(arm => Task(
        "detect", StepKinds.TrainDetection, ExperimentNames.Detection, StepTags.Detection, SceneSet.Detection, arm, Whole, seed,
        CanonicalJson.Write(SceneTasks.Detection(scale) with { Seed = seed }), scale.DetectionEpochs * scale.TaskImages / StepEstimate.SceneDetection));

    private Step Render(SceneSet set, string split)
    {
        var recipe = SceneData.Of(set, split, scale);
        return new()
        {
            Name = Scenes(set, split),
            Kind = StepKinds.RenderScenes,
            Experiment = ExperimentNames.PrepareData,
            RecipeJson = CanonicalJson.Write(recipe),
            Tags = new Dictionary<string, string> { ["dataset"] = SceneData.Dataset },
            Estimate = TimeSpan.FromSeconds(3 + recipe.Images * recipe.Frames / 1000.0),
        };
    }

    private Step Pretrain(SimMimRecipe recipe, string backbone) => new()
    {
        Name = Pretrained("mim", recipe.Seed, backbone),
        Kind = StepKinds.PretrainSimMim,
        Experiment = ExperimentNames.PretrainMim,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = Data(SceneSet.Pretraining),
        Tags = Tags(StepTags.Pretraining, "mim", recipe.Seed, backbone),
        Estimate = StepEstimate.Work(recipe.Schedule.Epochs * scale.PretrainingImages / StepEstimate.ScenePretraining),
    };

    private Step Pretrain(SupervisedRecipe recipe, string backbone) => new()
    {
        Name = Pretrained("supervised", recipe.Seed, backbone),
        Kind = StepKinds.PretrainSupervised,
        Experiment = ExperimentNames.PretrainSupervised,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = Data(SceneSet.Pretraining),
        Tags = Tags(StepTags.Pretraining, "supervised", recipe.Seed, backbone),
        Estimate = StepEstimate.Work(recipe.Schedule.Epochs * scale.PretrainingImages / StepEstimate.ScenePretraining),
    };

    private static Step Reconstruct(ReconstructionRecipe recipe) => new()
    {
        Name = $"scenes-reconstruct-mim-seed{recipe.Seed}",
        Kind = StepKinds.Reconstruct,
        Experiment = ExperimentNames.PretrainMim,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(SceneSet.Pretraining, "mim", recipe.Seed, StepTags.SwinTransformerV2),
        Tags = Tags(StepTags.Reconstruction, "mim", recipe.Seed, StepTags.SwinTransformerV2),
        Estimate = StepEstimate.Short,
    };

    private Step Analyze(AttentionAnalysisRecipe recipe, string arm, int seed, string backbone) => new()
    {
        Name = $"scenes-{Prefix(backbone)}analyze-{arm}-seed{seed}",
        Kind = StepKinds.AnalyzeAttention,
        Experiment = ExperimentNames.AnalyzeAttention,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(SceneSet.Pretraining, arm, seed, backbone),
        Tags = Tags(StepTags.Attention, arm, seed, backbone),
        Estimate = StepEstimate.Work(scale.TestImages * scale.CheckpointEpochs.Length / StepEstimate.ScenePretraining),
    };

    private static Step Task(
        string name, StepKind kind, string experiment, string task, SceneSet set, string arm, string variant, int seed, string recipe, double seconds,
        string backbone = StepTags.SwinTransformerV2)
    {
        var tags = Tags(task, arm, seed, backbone);
        tags[StepTags.Variant] = variant;
        return new()
        {
            Name = $"scenes-{Prefix(backbone)}{name}-{arm}{(variant == Whole ? "" : "-" + variant)}-seed{seed}",
            Kind = kind,
            Experiment = experiment,
            RecipeJson = recipe,
            Inputs = arm == "scratch" ? Data(set) : DataAndBackbone(set, arm, seed, backbone),
            Tags = tags,
            Estimate = StepEstimate.Work(seconds),
        };
    }

    /// <summary>The variant in which so many last blocks are left out.</summary>
    public static string Dropped(int blocks) => $"{blocks}-blocks-dropped";

    private static string Scenes(SceneSet set, string split) => $"scenes-{set.ToString().ToLowerInvariant()}-{split}";

    private static string Pretrained(string arm, int seed, string backbone) => $"scenes-{Prefix(backbone)}pretrain-{arm}-seed{seed}";

    private static string Prefix(string backbone) => backbone == StepTags.SwinTransformerV2 ? "" : backbone + "-";

    private static Dictionary<string, string> Tags(string task, string arm, int seed, string backbone) => StepTags.Of(SceneData.Dataset, task, arm, seed, backbone);

    private static Dictionary<string, string> Data(SceneSet set) => new() { ["train"] = Scenes(set, "train"), ["test"] = Scenes(set, "test") };

    private static Dictionary<string, string> DataAndBackbone(SceneSet set, string arm, int seed, string backbone)
    {
        var inputs = Data(set);
        inputs["backbone"] = Pretrained(arm, seed, backbone);
        return inputs;
    }
}
