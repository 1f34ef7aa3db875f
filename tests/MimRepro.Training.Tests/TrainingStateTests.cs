using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class TrainingStateTests
{
    [Fact]
    public void Run_StoppedAfterAnyStep_GoesOnBitForBit()
    {
        var (weights, curves) = Trained(null);
        for (var stop = 1; stop < 100; stop += 7)
        {
            var keeper = new MemoryKeeper(stop);
            Trained(keeper);

            var (resumedWeights, resumedCurves) = Trained(keeper);

            Assert.Equal(weights, resumedWeights);
            Assert.Equal(curves, resumedCurves); // the loss and its term
        }
    }

    // Noise from torch's generator, and an average of the weights: both have to be kept too.
    private static (float[] Weights, double[] Loss) Trained(MemoryKeeper? keeper)
    {
        using var model = TinyTraining.Model();
        var term = 0.0;
        var plan = TinyTraining.Plan(model) with { StateKeeper = keeper };
        var curves = TrainingLoop.Run(plan with
        {
            Optimizer = plan.Optimizer with { EmaDecay = 0.95 },
            Loss = step =>
            {
                var loss = TinyTraining.SquaredError(model, step) * (1 + 0.1 * rand(1)).sum();
                term = loss.item<float>() * 2;
                return loss;
            },
            TermNames = ["term"],
            Terms = () => [term],
        });
        keeper?.Rewind();
        return (TinyTraining.Weights(model), [.. curves.Loss, .. curves.Terms.Single().EpochMeans]);
    }

    private sealed class MemoryKeeper(int stop) : ITrainingStateKeeper
    {
        private readonly Dictionary<string, Tensor> kept = [];
        private int asked;

        public long StepsDone { get; private set; }

        public bool IsDue => ++asked == stop && StepsDone == 0;

        public void Restore(IReadOnlyList<(string Name, Tensor Value)> state)
        {
            Assert.Equal(kept.Count, state.Count);
            foreach (var (name, value) in state)
                value.copy_(kept[name]);
        }

        public void Save(long stepsDone, IReadOnlyList<(string Name, Tensor Value)> state)
        {
            saved = stepsDone;
            foreach (var (name, value) in state)
                kept.Add(name, value.detach().clone().DetachFromDisposeScope());
        }

        private long saved;

        /// <summary>What was saved is what the next training finds.</summary>
        public void Rewind() => StepsDone = saved;
    }
}
