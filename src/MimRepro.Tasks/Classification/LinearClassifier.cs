using MimRepro.Data.Classification;
using MimRepro.Recipes;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Classification;

/// <summary>Vectors with labels: [N, D] float32 and [N] int64. The holder disposes them.</summary>
public sealed record LabelledFeatures(Tensor Features, Tensor Labels) : IDisposable
{
    /// <summary>By which number a classifier of the images is judged.</summary>
    public ClassificationMetric Metric { get; init; } = ClassificationMetric.Top1;

    /// <summary>[N, K], 1, −1 or 0, where an image may show several classes; null otherwise.</summary>
    public Tensor? Presences { get; init; }

    public void Dispose()
    {
        Presences?.Dispose();
        Features.Dispose();
        Labels.Dispose();
    }
}

/// <summary>Multinomial logistic regression on features standardised by the training set's mean and deviation.</summary>
public static class LinearClassifier
{
    // Features that hardly vary (the border of an image, say) are divided by at least this share of the mean deviation:
    // a rare bright pixel must not outweigh all others.
    private const double SmallestDeviation = 0.1;
    private const double SmallestMeanDeviation = 1e-6;

    /// <summary>Trains on <paramref name="train"/> and scores both sets.</summary>
    /// <param name="classes">K.</param>
    /// <param name="seed">Orders the mini-batches; weights start at zero.</param>
    /// <returns>Scores on the training and the held-out set, and the training curves.</returns>
    public static (ClassificationScore Training, ClassificationScore Evaluation, TrainingCurves Curves) Fit(
        LabelledFeatures train, LabelledFeatures evaluation, int classes, LinearClassifierRecipe recipe, int seed, Action<TrainingStatus> onStep)
    {
        using var scope = NewDisposeScope();
        var (trainFeatures, evaluationFeatures) = Standardise(train.Features, evaluation.Features);
        var classifier = nn.Linear(trainFeatures.shape[1], classes).to(trainFeatures.device);
        using (no_grad())
        {
            classifier.weight!.zero_();
            classifier.bias!.zero_();
        }

        var order = new EpochOrder(seed, (int)trainFeatures.shape[0], recipe.BatchSize);
        var curves = TrainingLoop.Run(new TrainingPlan
        {
            Optimizer = Optimizer(recipe),
            Schedule = Schedule(recipe),
            BatchSize = recipe.BatchSize,
            StepsPerEpoch = order.StepsPerEpoch,
            Precision = Precision.Float32,
            Groups = ParameterGroups.Build(classifier, recipe.WeightDecay, 1, 0, _ => 0, (_, dimensions) => dimensions == 1),
            CheckpointEpochs = [],
            OnCheckpoint = _ => { },
            OnStep = onStep,
            Loss = step =>
            {
                var batch = tensor(order.Batch(step), device: trainFeatures.device);
                var logits = classifier.call(trainFeatures.index_select(0, batch));
                return train.Presences is { } presences
                    ? ClassificationLoss.OfSeveralClasses(logits, presences.index_select(0, batch))
                    : nn.functional.cross_entropy(logits, train.Labels.index_select(0, batch));
            },
        });
        return (Score(classifier, trainFeatures, train), Score(classifier, evaluationFeatures, evaluation), curves);
    }

    private static (Tensor Train, Tensor Evaluation) Standardise(Tensor train, Tensor evaluation)
    {
        var mean = train.mean([0], keepdim: true);
        var deviation = (train - mean).square().mean([0], keepdim: true).sqrt();
        deviation = deviation.maximum(deviation.mean().clamp_min(SmallestMeanDeviation) * SmallestDeviation);
        return ((train - mean) / deviation, (evaluation - mean) / deviation);
    }

    private static ClassificationScore Score(nn.Module<Tensor, Tensor> classifier, Tensor features, LabelledFeatures truth)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var tally = new ClassificationTally(truth.Metric);
        if (truth.Presences is { } presences)
        {
            tally.AddOfSeveralClasses(classifier.call(features), presences);
        }
        else
        {
            tally.Add(classifier.call(features), truth.Labels);
        }

        return tally.Score();
    }

    private static OptimizerRecipe Optimizer(LinearClassifierRecipe recipe) => new()
    {
        BaseLearningRate = recipe.LearningRate,
        BaseBatchSize = recipe.BatchSize,
        Betas = [0.9, 0.999],
        Epsilon = 1e-8,
        WeightDecay = recipe.WeightDecay,
        ClipGradNorm = null,
        LayerDecay = 1,
        EmaDecay = null,
    };

    private static ScheduleRecipe Schedule(LinearClassifierRecipe recipe) => new()
    {
        Kind = ScheduleKind.Cosine,
        Epochs = recipe.Epochs,
        WarmupEpochs = 0,
        WarmupLearningRate = 0,
        MinLearningRate = 0,
        DecayEpochs = null,
        DecayRate = null,
    };
}
