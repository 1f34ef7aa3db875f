using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MimRepro.Recipes;

namespace MimRepro.Training;

/// <summary>The scalars of one update of one parameter, in the precision in which the tensors are multiplied.</summary>
internal readonly record struct AdamWNumbers(
    float Keep, float Clip, float MeanGain, float SquareKeep, float SquareGain, float RootScale, float Epsilon, float StepSize)
{
    public static AdamWNumbers At(long step, double learningRate, double weightDecay, float clip, OptimizerRecipe recipe)
    {
        var (beta1, beta2) = (recipe.Betas[0], recipe.Betas[1]);
        return new AdamWNumbers(
            Keep: (float)(1 - learningRate * weightDecay),
            Clip: clip,
            MeanGain: (float)(1 - beta1),
            SquareKeep: (float)beta2,
            SquareGain: (float)(1 - beta2),
            RootScale: (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step))),
            Epsilon: (float)recipe.Epsilon,
            StepSize: (float)(learningRate / (1 - Math.Pow(beta1, step))));
    }
}

/// <summary>The vector loops of AdamW. Fixed vector width and no fused multiply-add: the same bits on every machine.</summary>
internal static class AdamWKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // short trainings would end before the runtime optimises a loop
    public static void Update(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, AdamWNumbers numbers)
    {
        var width = Vector256<float>.Count;
        var whole = weights.Length - weights.Length % width;
        var w = MemoryMarshal.Cast<float, Vector256<float>>(weights[..whole]);
        var g = MemoryMarshal.Cast<float, Vector256<float>>(gradients[..whole]);
        var m = MemoryMarshal.Cast<float, Vector256<float>>(means[..whole]);
        var v = MemoryMarshal.Cast<float, Vector256<float>>(squares[..whole]);
        for (var i = 0; i < w.Length; i++)
        {
            var gradient = g[i] * numbers.Clip;
            m[i] += (gradient - m[i]) * numbers.MeanGain;
            v[i] = v[i] * numbers.SquareKeep + gradient * gradient * numbers.SquareGain;
            var denominator = Vector256.Sqrt(v[i]) * numbers.RootScale + Vector256.Create(numbers.Epsilon);
            w[i] = w[i] * numbers.Keep - m[i] / denominator * numbers.StepSize;
        }
        for (var i = whole; i < weights.Length; i++)
        {
            var gradient = gradients[i] * numbers.Clip;
            means[i] += (gradient - means[i]) * numbers.MeanGain;
            squares[i] = squares[i] * numbers.SquareKeep + gradient * gradient * numbers.SquareGain;
            var denominator = MathF.Sqrt(squares[i]) * numbers.RootScale + numbers.Epsilon;
            weights[i] = weights[i] * numbers.Keep - means[i] / denominator * numbers.StepSize;
        }
    }

    /// <summary>Sum of squares in double precision, in a fixed order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredNorm(ReadOnlySpan<float> values)
    {
        var whole = values.Length - values.Length % Vector256<float>.Count;
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        foreach (var vector in MemoryMarshal.Cast<float, Vector256<float>>(values[..whole]))
        {
            var (first, second) = Vector256.Widen(vector);
            low += first * first; // exact: a float's square fits into a double
            high += second * second;
        }
        var lanes = low + high;
        var sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
        foreach (var value in values[whole..])
            sum += (double)value * value;
        return sum;
    }
}
