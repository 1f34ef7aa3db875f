using MimRepro.Models;
using MimRepro.Recipes;
using MimRepro.Training;
using static TorchSharp.torch;

namespace MimRepro.Tasks;

/// <summary>What training a backbone's weights has in common, whatever the loss.</summary>
internal static class BackboneTraining
{
    /// <param name="recipe">Optimizer, schedule, batch size, precision.</param>
    /// <param name="model">The backbone, or a model around it with SimMIM's parameter names.</param>
    /// <param name="images">Images of an epoch; the incomplete last batch is left out.</param>
    /// <param name="checkpointEpochs">Epochs after which the caller is called; the last one is always among them.</param>
    /// <param name="loss">Step, from 0, to the scalar loss.</param>
    public static TrainingPlan Plan(
        TrainingRecipe recipe, nn.Module model, int images, IReadOnlyList<double> checkpointEpochs, Func<long, Tensor> loss) => new()
        {
            Optimizer = recipe.Optimizer,
            Schedule = recipe.Schedule,
            BatchSize = recipe.BatchSize,
            StepsPerEpoch = images / recipe.BatchSize,
            Precision = recipe.Precision,
            Groups = Groups(model, recipe.Optimizer),
            Statistics = RunningStatistics.Of(model),
            CheckpointEpochs = checkpointEpochs,
            Loss = loss,
        };

    /// <summary>Parameter groups by the rules of the backbone's family.</summary>
    public static IReadOnlyList<ParameterGroup> Groups(nn.Module model, OptimizerRecipe optimizer)
    {
        var backbone = model is SimMim masked ? masked.Encoder : (Backbone)model;
        return ParameterGroups.Build(model, optimizer.WeightDecay, optimizer.LayerDecay, backbone.LastLayer, backbone.LayerOf, backbone.SkipsWeightDecay);
    }

    /// <summary>Batches for every step of the training that is still to do; dispose them after it.</summary>
    public static Data.TrainingBatches Batches(TrainingRecipe recipe, Data.ILabelledImages train, ITrainingStateKeeper? keeper, AugmentationRecipe? augmentation = null) =>
        new(train, recipe.Data, recipe.BatchSize, recipe.Seed, keeper?.StepsDone ?? 0, TrainingLoop.Steps(recipe.Schedule, train.Count / recipe.BatchSize), augmentation: augmentation);
}
