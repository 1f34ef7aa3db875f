using MimRepro.Experiments.Costs;
using MimRepro.Experiments.ImageNet;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>The paper at its own size: every pre-training, what is measured inside it, and every row of the tables behind claims C9 to C14, C16 and C17.</summary>
/// <remarks>
/// Names are <c>task-arm-model-dataset-seed</c>. Which rows the tables have is PAPER.md 3.1. The models supervised on ImageNet-1K are its
/// classifiers already: their own held-out accuracy stands beside the fine-tuned ones of SimMIM. Of the system-level pose of claim C14
/// no setting was found, and there is no step.
/// </remarks>
internal static class PaperGraph
{
    private const int Seed = 0;
    private const string Mim = "mim", Supervised = "supervised", Supervised22k = "supervised-22k";
    private const string VitB = "vit-b", SwinV2B = "swinv2-b", SwinV2L = "swinv2-l", RepLkNet = "replknet-31b";

    public static IReadOnlyList<Step> Steps() =>
    [
        .. PaperDataSets.All.Select(Data),
        .. Pretrainings(),
        .. Measurements(),
        .. FineTunings(),
        .. Poses(),
        .. Depths(),
        .. Trackings(),
        .. PaperStart.Base.Take(2).Select(start => Detect(PaperDetectionRecipes.SwinV2Base, start)), // no other row is known, not even by memory
    ];

    private static IEnumerable<Step> Pretrainings() =>
    [
        Pretrain(PaperRecipes.SimMimBase, VitB),
        Pretrain(PaperRecipes.SupervisedBase, Supervised, VitB, PaperDataSets.ImageNet1K),
        Pretrain(PaperPretrainingRecipes.SwinV2Base, SwinV2B),
        Pretrain(PaperPretrainingRecipes.SupervisedSwinV2Base, Supervised, SwinV2B, PaperDataSets.ImageNet1K),
        Pretrain(PaperPretrainingRecipes.Supervised22kSwinV2Base, Supervised22k, SwinV2B, PaperDataSets.ImageNet22K),
        Pretrain(PaperPretrainingRecipes.SwinV2Large, SwinV2L),
        Pretrain(PaperPretrainingRecipes.SupervisedSwinV2Large, Supervised, SwinV2L, PaperDataSets.ImageNet1K),
        Pretrain(PaperPretrainingRecipes.Supervised22kSwinV2Large, Supervised22k, SwinV2L, PaperDataSets.ImageNet22K),
        Pretrain(PaperPretrainingRecipes.RepLkNet31Base, RepLkNet),
        Pretrain(PaperPretrainingRecipes.SupervisedRepLkNet31Base, Supervised, RepLkNet, PaperDataSets.ImageNet1K),
    ];

    private static IEnumerable<Step> Measurements() =>
    [
        Reconstruct(),
        Analyze(PaperRecipes.AttentionOfMim, Mim, VitB, PaperRecipes.SimMimBase.CheckpointEpochs),
        Analyze(PaperRecipes.AttentionOfSupervised, Supervised, VitB, PaperRecipes.SupervisedBase.CheckpointEpochs),
        Analyze(PaperAnalysisRecipes.SwinV2OfMim, Mim, SwinV2B, PaperPretrainingRecipes.SwinV2Base.CheckpointEpochs),
        Analyze(PaperAnalysisRecipes.SwinV2OfSupervised, Supervised, SwinV2B, PaperPretrainingRecipes.SupervisedSwinV2Base.CheckpointEpochs),
        Analyze(PaperAnalysisRecipes.RepLkNetOfMim, Mim, RepLkNet, PaperPretrainingRecipes.RepLkNet31Base.CheckpointEpochs),
        Analyze(PaperAnalysisRecipes.RepLkNetOfSupervised, Supervised, RepLkNet, PaperPretrainingRecipes.SupervisedRepLkNet31Base.CheckpointEpochs),
    ];

    private static IEnumerable<Step> FineTunings() =>
    [
        FineTune(PaperRecipes.FineTuneBase, Mim, VitB),
        FineTune(PaperFineTuningRecipes.SwinV2Base, Mim, SwinV2B),
        FineTune(PaperFineTuningRecipes.RepLkNet31Base, Mim, RepLkNet),
        .. PaperFineTuningRecipes.Kornblith12.Append(PaperFineTuningRecipes.INaturalist2018).Concat(PaperFineTuningRecipes.ImageNetCog)
            .SelectMany(recipe => PaperStart.Base.Take(2).Select(start => FineTune(start.Fit(recipe), start.Arm, start.Model))),
    ];

    private static IEnumerable<Step> Poses() =>
    [
        .. PaperStart.Base.Select(start => Pose(PosePaperRecipes.CocoBase, start)),
        .. PaperStart.Large.Select(start => Pose(PosePaperRecipes.CocoLarge, start)),
        .. PaperStart.Base.Select(start => Pose(PosePaperRecipes.CrowdPoseBase, start)),
        .. PaperStart.Large.Select(start => Pose(PosePaperRecipes.CrowdPoseLarge, start)),
    ];

    private static IEnumerable<Step> Depths() =>
    [
        .. PaperStart.Base.Select(start => Depth(PaperDepthRecipes.NyuBase, start)),
        .. PaperStart.Large.Select(start => Depth(PaperDepthRecipes.NyuLarge, start)),
        .. PaperStart.Base.Select(start => Depth(PaperDepthRecipes.KittiBase, start)),
        .. PaperStart.Large.Select(start => Depth(PaperDepthRecipes.KittiLarge, start)),
    ];

    private static IEnumerable<Step> Trackings() =>
    [
        .. PaperStart.Base.Select(start => Track(PaperTrackingRecipes.Got10kBase, start)),
        .. PaperStart.Large.Select(start => Track(PaperTrackingRecipes.Got10kLarge, start)),
        .. PaperStart.Base.Select(start => Track(PaperTrackingRecipes.LasotBase, start)),
        .. PaperStart.Large.Select(start => Track(PaperTrackingRecipes.LasotLarge, start)),
        .. PaperStart.Base.Select(start => Track(PaperTrackingRecipes.TrackingNetBase, start)),
        .. PaperStart.Large.Select(start => Track(PaperTrackingRecipes.TrackingNetLarge, start)),
    ];

    private static Step Data(PaperDataSet set) => new()
    {
        Name = Prepared(set.Name),
        Kind = StepKinds.PrepareData,
        Experiment = ExperimentNames.PrepareData,
        RecipeJson = CanonicalJson.Write(set.Recipe),
        Tags = new Dictionary<string, string> { ["dataset"] = set.Name },
        Estimate = TimeSpan.FromMinutes(10),
    };

    private static Step Pretrain(SimMimRecipe recipe, string model) =>
        Training(
            Pretrained(Mim, model), StepKinds.PretrainSimMim, ExperimentNames.PretrainMim, CanonicalJson.Write(recipe),
            DataOnly(recipe.Data.Dataset), Tags(recipe.Data.Dataset, StepTags.Pretraining, Mim, model), TaskCost.Of(recipe), Work(recipe, PaperDataSets.ImageNet1K));

    private static Step Pretrain(SupervisedRecipe recipe, string arm, string model, PaperDataSet set) =>
        Training(
            Pretrained(arm, model), StepKinds.PretrainSupervised, ExperimentNames.PretrainSupervised, CanonicalJson.Write(recipe),
            DataOnly(set.Name), Tags(set.Name, StepTags.Pretraining, arm, model), TaskCost.Classifier(recipe.Model, recipe.Data.Classes.Length), Work(recipe, set));

    private static Step FineTune(FineTuningRecipe recipe, string arm, string model) =>
        Training(
            Named("finetune", arm, model, recipe.Data.Dataset), StepKinds.FineTune, ExperimentNames.FineTune, CanonicalJson.Write(recipe),
            DataAnd(recipe.Data.Dataset, Pretrained(arm, model)), Tags(recipe.Data.Dataset, StepTags.FineTuning, arm, model),
            TaskCost.Classifier(recipe.Model, recipe.Data.Classes.Length), Work(recipe, PaperDataSets.All.Single(set => set.Name == recipe.Data.Dataset)));

    private static Step Pose(PoseRecipe published, PaperStart start)
    {
        var recipe = start.Fit(published);
        var set = PaperDataSets.All.Single(set => set.Name == recipe.Data.Dataset);
        return Downstream(
            "pose", StepKinds.TrainPose, ExperimentNames.Pose, StepTags.Pose, set.Name, DataOnly(set.Name), start, CanonicalJson.Write(recipe), TaskCost.Of(recipe),
            new(set.TrainingSamples * recipe.Schedule.Epochs, recipe.BatchSize, recipe.Precision, recipe.Optimizer.EmaDecay is not null));
    }

    private static Step Depth(DepthRecipe published, PaperStart start)
    {
        var recipe = start.Fit(published);
        var set = PaperDataSets.All.Single(set => set.Name == recipe.Data.Dataset);
        return Downstream(
            "depth", StepKinds.TrainDepth, ExperimentNames.Depth, StepTags.Depth, set.Name, DataOnly(set.Name), start, CanonicalJson.Write(recipe), TaskCost.Of(recipe),
            new(set.TrainingSamples * recipe.Schedule.Epochs, recipe.BatchSize, recipe.Precision, recipe.Optimizer.EmaDecay is not null));
    }

    private static Step Track(TrackingRecipe published, PaperStart start)
    {
        var recipe = start.Fit(published);
        var inputs = recipe.Data.Datasets.ToDictionary(set => set, Prepared); // one role a set: there may be several
        return Downstream(
            "track", StepKinds.TrainTracking, ExperimentNames.Tracking, StepTags.Tracking, recipe.Evaluation.Dataset, inputs, start, CanonicalJson.Write(recipe), TaskCost.Of(recipe),
            new(recipe.Data.PairsPerEpoch * recipe.Schedule.Epochs, recipe.BatchSize, recipe.Precision, recipe.Optimizer.EmaDecay is not null));
    }

    private static Step Detect(DetectionRecipe published, PaperStart start)
    {
        var recipe = start.Fit(published);
        return Downstream(
            "detect", StepKinds.TrainDetection, ExperimentNames.Detection, StepTags.Detection, recipe.Data.Dataset, DataOnly(recipe.Data.Dataset), start, CanonicalJson.Write(recipe), TaskCost.Of(recipe),
            new(PaperDataSets.Coco2017.TrainingSamples * recipe.Schedule.Epochs, recipe.BatchSize, recipe.Precision, recipe.Optimizer.EmaDecay is not null));
    }

    private static Step Downstream(
        string name, StepKind kind, string experiment, string task, string dataset, Dictionary<string, string> data, PaperStart start, string recipe, ModelCost cost, TrainingWork work) =>
        Training(
            Named(name, start.Arm, start.Model, dataset), kind, experiment, recipe,
            new(data) { ["backbone"] = Pretrained(start.Arm, start.Model) }, Tags(dataset, task, start.Arm, start.Model), cost, work);

    private static Step Training(
        string name, StepKind kind, string experiment, string recipe, Dictionary<string, string> inputs, Dictionary<string, string> tags, ModelCost cost, TrainingWork work)
    {
        var estimate = GpuEstimate.OfTraining(cost, work, PaperPlan.Gpu);
        return new()
        {
            Name = name,
            Kind = kind,
            Experiment = experiment,
            RecipeJson = recipe,
            Inputs = inputs,
            Tags = tags,
            Estimate = estimate.Time,
            Columns = PaperPlan.Columns(cost, estimate, work.BatchSize),
        };
    }

    private static Step Reconstruct()
    {
        var recipe = PaperRecipes.Reconstruction;
        return Measurement(
            $"reconstruct-{Mim}-{VitB}-seed{Seed}", StepKinds.Reconstruct, ExperimentNames.PretrainMim, CanonicalJson.Write(recipe),
            DataAnd(recipe.Data.Dataset, Pretrained(Mim, VitB)), Tags(recipe.Data.Dataset, StepTags.Reconstruction, Mim, VitB), TaskCost.Of(PaperRecipes.SimMimBase), recipe.Images, recipe.Images);
    }

    private static Step Analyze(AttentionAnalysisRecipe recipe, string arm, string model, double[] checkpoints) =>
        Measurement(
            $"analyze-{arm}-{model}-seed{Seed}", StepKinds.AnalyzeAttention, ExperimentNames.AnalyzeAttention, CanonicalJson.Write(recipe),
            DataAnd(recipe.Data.Dataset, Pretrained(arm, model)), Tags(recipe.Data.Dataset, StepTags.Attention, arm, model), TaskCost.Classifier(recipe.Model, 0),
            (double)recipe.Data.Classes.Length * recipe.Data.ImagesPerClass!.Value * checkpoints.Length, recipe.BatchSize);

    private static Step Measurement(
        string name, StepKind kind, string experiment, string recipe, Dictionary<string, string> inputs, Dictionary<string, string> tags, ModelCost cost, double images, int batchSize)
    {
        var estimate = GpuEstimate.OfAnalysis(cost, images, batchSize, PaperPlan.Gpu);
        return new()
        {
            Name = name,
            Kind = kind,
            Experiment = experiment,
            RecipeJson = recipe,
            Inputs = inputs,
            Tags = tags,
            Estimate = estimate.Time,
            Columns = PaperPlan.Columns(cost, estimate, batchSize),
        };
    }

    private static TrainingWork Work(TrainingRecipe recipe, PaperDataSet set) =>
        new(set.TrainingSamples * recipe.Schedule.Epochs, recipe.BatchSize, recipe.Precision, recipe.Optimizer.EmaDecay is not null);

    private static string Named(string task, string arm, string model, string dataset) => $"{task}-{arm}-{model}-{dataset}-seed{Seed}";

    private static string Pretrained(string arm, string model) => $"pretrain-{arm}-{model}-seed{Seed}";

    private static string Prepared(string dataset) => "data-" + dataset;

    private static Dictionary<string, string> Tags(string dataset, string task, string arm, string model)
    {
        var tags = StepTags.Of(dataset, task, arm, Seed, model[..model.IndexOf('-')]);
        tags[StepTags.Size] = model[(model.IndexOf('-') + 1)..];
        return tags;
    }

    private static Dictionary<string, string> DataOnly(string dataset) => new() { ["data"] = Prepared(dataset) };

    private static Dictionary<string, string> DataAnd(string dataset, string backbone) => new() { ["data"] = Prepared(dataset), ["backbone"] = backbone };
}
