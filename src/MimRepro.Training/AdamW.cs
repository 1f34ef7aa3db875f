using System.Runtime.InteropServices;
using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>AdamW (Loshchilov and Hutter 2019) with the gradient norm of all groups and its clipping in the same two passes.</summary>
/// <remarks>
/// Same update as torch.optim.AdamW. TorchSharp's own makes about ten native calls a parameter; this one is a vector loop
/// over the weights in memory. Parameters are contiguous float32 tensors on the CPU, or all go through <see cref="OnDevice"/>.
/// </remarks>
public sealed class AdamW : IDisposable
{
    private readonly OptimizerRecipe recipe;
    private readonly Slot[] slots;
    private readonly Tensor?[] gradients;

    /// <summary>Starts with moments of zero.</summary>
    /// <param name="groups">Made after the model was moved to its device; that the groups own no parameter twice is the caller's care.</param>
    /// <param name="recipe">Betas, epsilon and the largest gradient norm.</param>
    public AdamW(IReadOnlyList<ParameterGroup> groups, OptimizerRecipe recipe)
    {
        this.recipe = recipe;
        slots = [.. groups.SelectMany((group, index) => group.Parameters.Select(parameter => new Slot(index, group.WeightDecay, parameter.Name, parameter.Value)))];
        gradients = new Tensor?[slots.Length];
    }

    /// <summary>The state as named tensors, for saving and restoring: <c>NAME.exp_avg</c>, <c>NAME.exp_avg_sq</c>, <c>NAME.step</c>.</summary>
    /// <returns>The optimizer's own tensors; writing into them restores a state.</returns>
    public IReadOnlyList<(string Name, Tensor Value)> State() =>
        [.. slots.SelectMany(slot => new[] { ($"{slot.Name}.exp_avg", slot.Mean), ($"{slot.Name}.exp_avg_sq", slot.Square), ($"{slot.Name}.step", slot.Steps) })];

    /// <summary>Takes hold of this step's gradients; call it after backward, inside the step's dispose scope.</summary>
    /// <returns>Global L2 norm before clipping. A parameter without a gradient counts as 0 and is left alone by the update.</returns>
    public double ReadGradients()
    {
        var squares = 0.0;
        for (var i = 0; i < slots.Length; i++)
        {
            gradients[i] = slots[i].Parameter.grad;
            if (gradients[i] is { } gradient)
                squares += SquaredNorm(gradient);
        }
        return Math.Sqrt(squares);
    }

    /// <summary>Clips, updates the weights and drops the gradients.</summary>
    /// <param name="learningRates">One a group.</param>
    /// <param name="gradientNorm">What <see cref="ReadGradients"/> returned.</param>
    public void Update(ReadOnlySpan<double> learningRates, double gradientNorm)
    {
        // torch.nn.utils.clip_grad_norm_ adds 1e-6 too.
        var clip = recipe.ClipGradNorm is { } most ? (float)Math.Min(1, most / (gradientNorm + 1e-6)) : 1;
        using var noGradient = no_grad();
        for (var i = 0; i < slots.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            var numbers = AdamWNumbers.At(slots[i].NextStep(), learningRates[slots[i].Group], slots[i].WeightDecay, clip, recipe);
            if (slots[i].OnCpu && gradient.is_contiguous())
                AdamWKernel.Update(Floats(slots[i].Parameter), Floats(gradient), Floats(slots[i].Mean), Floats(slots[i].Square), numbers);
            else
                OnDevice(slots[i], gradient, numbers);
            slots[i].Parameter.grad = null;
            gradients[i] = null;
        }
    }

    public void Dispose()
    {
        foreach (var slot in slots)
            slot.Dispose();
    }

    private static double SquaredNorm(Tensor gradient)
    {
        if (gradient.device_type == DeviceType.CPU && gradient.dtype == ScalarType.Float32 && gradient.is_contiguous())
            return AdamWKernel.SquaredNorm(Floats(gradient));
        using var norm = gradient.to(ScalarType.Float64).norm();
        return Math.Pow(norm.item<double>(), 2);
    }

    private static void OnDevice(Slot slot, Tensor gradient, AdamWNumbers numbers)
    {
        using var scope = NewDisposeScope();
        var clipped = gradient * numbers.Clip;
        slot.Parameter.mul_(numbers.Keep);
        slot.Mean.add_(clipped - slot.Mean, numbers.MeanGain);
        slot.Square.mul_(numbers.SquareKeep).addcmul_(clipped, clipped, numbers.SquareGain);
        slot.Parameter.addcdiv_(slot.Mean, slot.Square.sqrt() * numbers.RootScale + numbers.Epsilon, -numbers.StepSize);
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private sealed class Slot : IDisposable
    {
        public Slot(int group, double weightDecay, string name, Parameter parameter)
        {
            (Group, WeightDecay, Name, Parameter) = (group, weightDecay, name, parameter);
            OnCpu = parameter.device_type == DeviceType.CPU && parameter.dtype == ScalarType.Float32 && parameter.is_contiguous();
            using var noGradient = no_grad();
            Mean = zeros_like(parameter).DetachFromDisposeScope();
            Square = zeros_like(parameter).DetachFromDisposeScope();
            Steps = zeros(1, ScalarType.Int64).DetachFromDisposeScope();
        }

        public int Group { get; }
        public double WeightDecay { get; }
        public string Name { get; }
        public Parameter Parameter { get; }
        public bool OnCpu { get; }
        public Tensor Mean { get; }
        public Tensor Square { get; }
        public Tensor Steps { get; }

        public long NextStep()
        {
            ref var steps = ref MemoryMarshal.Cast<byte, long>(Steps.bytes)[0];
            return ++steps;
        }

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
            Steps.Dispose();
        }
    }
}
