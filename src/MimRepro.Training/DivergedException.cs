using System.Globalization;

namespace MimRepro.Training;

/// <summary>The loss or the gradient is no finite number any more. The weights are those before the update.</summary>
public sealed class DivergedException(string quantity, double value, TrainingStatus at, double? lastFiniteLoss)
    : Exception(Describe(quantity, value, at, lastFiniteLoss))
{
    /// <summary>Step, epoch and learning rate at which it happened.</summary>
    public TrainingStatus At { get; } = at;

    /// <summary>Last loss that was finite: of this step if only its gradient is not, else of the step before; null if there is none.</summary>
    public double? LastFiniteLoss { get; } = lastFiniteLoss;

    private static string Describe(string quantity, double value, TrainingStatus at, double? lastFiniteLoss) => string.Create(CultureInfo.InvariantCulture, $"""
        Training diverged: the {quantity} is not finite at step {at.Step} of {at.Steps}.
          epoch:            {at.Epoch:0.###}
          learning rate:    {at.LearningRate:0.######e+0}
          got:              {quantity} {value}
          expected:         a finite number
          last finite loss: {(lastFiniteLoss is { } loss ? loss.ToString("0.######", CultureInfo.InvariantCulture) : "none")}
          {(at.Step == 0
              ? "A first step that is not finite usually comes from the input: pixels or initial weights that are NaN or infinite.\n  Look at the data's normalization and at the checkpoint that was loaded."
              : "Usually the learning rate is too high for this batch size, or warm-up is too short.\n  Lower Optimizer.BaseLearningRate, lengthen Schedule.WarmupEpochs or set Optimizer.ClipGradNorm in the recipe.")}
        """);
}
