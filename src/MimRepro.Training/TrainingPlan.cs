using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>All that the loop needs to know about what it trains.</summary>
public sealed record TrainingPlan
{
    public required OptimizerRecipe Optimizer { get; init; }
    public required ScheduleRecipe Schedule { get; init; }
    public required int BatchSize { get; init; }
    public required int StepsPerEpoch { get; init; }
    public required Precision Precision { get; init; }
    public required IReadOnlyList<ParameterGroup> Groups { get; init; }
    /// <summary>What the model changes itself, such as running means of batch norms: saved and restored with the rest.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Buffers { get; init; } = [];
    /// <summary>Step, from 0, to the scalar loss. Called in a dispose scope, under autocast where Precision asks for it.</summary>
    /// <remarks>The loop never switches between training and evaluation mode; who builds the plan does.</remarks>
    public required Func<long, Tensor> Loss { get; init; }
    /// <summary>Epochs after which <see cref="OnCheckpoint"/> is called; 0 means before the first step. The last epoch is always among them.</summary>
    public required IReadOnlyList<double> CheckpointEpochs { get; init; }
    /// <summary>Receives the epoch. The model holds averaged weights meanwhile, where the optimizer keeps an average. Leave the model in training mode.</summary>
    public Action<double> OnCheckpoint { get; init; } = _ => { };
    /// <summary>Where the state is kept from which a killed training goes on; null keeps none.</summary>
    public ITrainingStateKeeper? StateKeeper { get; init; }
    public Action<TrainingStatus> OnStep { get; init; } = _ => { };
}

/// <summary>One finished update.</summary>
/// <param name="Step">Number of the update, from 0.</param>
/// <param name="Steps">Updates of the whole training.</param>
/// <param name="Epoch">Epochs done, this update included.</param>
/// <param name="Loss">Loss of this update's batch, before the update.</param>
/// <param name="LearningRate">Rate of a group with scale 1.</param>
/// <param name="GradientNorm">Global L2 norm before clipping.</param>
public sealed record TrainingStatus(long Step, long Steps, double Epoch, double Loss, double LearningRate, double GradientNorm);
