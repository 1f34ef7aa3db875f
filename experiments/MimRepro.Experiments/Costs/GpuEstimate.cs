using System.Globalization;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Costs;

/// <summary>A processor that a plan is estimated for.</summary>
public sealed record Gpu
{
    public required string Name { get; init; }
    /// <summary>In gigabytes of 1e9 bytes.</summary>
    public required double Memory { get; init; }
    /// <summary>Dense products in bfloat16, in operations a second, as the maker states it.</summary>
    public required double BFloat16Peak { get; init; }
    /// <summary>In float32, without tensor cores.</summary>
    public required double Float32Peak { get; init; }
    /// <summary>Share of the peak that training is taken to reach: a guess, not a measurement.</summary>
    public required double BFloat16Share { get; init; }
    public required double Float32Share { get; init; }

    /// <summary>NVIDIA A100 SXM, 80 GB. Peaks of its data sheet.</summary>
    public static readonly Gpu A100 = new()
    {
        Name = "NVIDIA A100 80 GB",
        Memory = 80,
        BFloat16Peak = 312e12,
        Float32Peak = 19.5e12,
        BFloat16Share = 0.2,
        Float32Share = 0.6,
    };

    /// <summary>Operations a second that training is taken to reach.</summary>
    public double Rate(Precision precision) => precision == Precision.BFloat16 ? BFloat16Peak * BFloat16Share : Float32Peak * Float32Share;
}

/// <summary>How much a step trains.</summary>
/// <param name="Samples">Over all epochs.</param>
/// <param name="BatchSize">Of one update, as the recipe has it.</param>
/// <param name="KeepsAverage">Whether there is a moving average of all weights.</param>
public sealed record TrainingWork(double Samples, int BatchSize, Precision Precision, bool KeepsAverage);

/// <summary>What a step takes of one GPU.</summary>
/// <param name="Together">Samples that fit together: the recipe's batch, halved until it fits; 0 when not even one does.</param>
/// <param name="Memory">In gigabytes, with so many samples; with one when none fits.</param>
public sealed record GpuEstimate(int Together, double Memory, TimeSpan Time)
{
    // Weight, gradient and the two averages of AdamW, all float32.
    private const double BytesOfAParameter = 16;

    // What is left for work space and fragments.
    private const double UsableShare = 0.9;

    // A backward pass does the products of a forward pass twice: for inputs and for weights. An operation is half a multiply-add.
    private const double OperationsOfATraining = 2 * 3;

    /// <summary>For training.</summary>
    public static GpuEstimate OfTraining(ModelCost model, TrainingWork work, Gpu gpu)
    {
        var narrow = work.Precision == Precision.BFloat16 ? 2 : 4;
        var weights = model.Parameters * (BytesOfAParameter + (work.KeepsAverage ? 4 : 0) + (narrow == 2 ? 2 : 0)); // autocast keeps a narrow copy
        var sample = narrow * model.NarrowValues + 4 * model.WideValues;
        var together = work.BatchSize;
        while (together > 0 && weights + together * sample > UsableShare * 1e9 * gpu.Memory)
            together /= 2;
        return new(together, (weights + Math.Max(1, together) * sample) / 1e9, Seconds(OperationsOfATraining * model.MultiplyAdds * work.Samples / gpu.Rate(work.Precision)));
    }

    /// <summary>For looking at a model with batches of images, in float32; memory is that of a training pass, which is more than is needed.</summary>
    public static GpuEstimate OfAnalysis(ModelCost model, double samples, int batchSize, Gpu gpu) => new(
        batchSize, (4 * model.Parameters + batchSize * 4 * (model.NarrowValues + model.WideValues)) / 1e9, Seconds(2 * model.MultiplyAdds * samples / gpu.Rate(Precision.Float32)));

    /// <summary>What the estimates of a plan rest on, for the reader of the plan.</summary>
    public static string Assumptions(Gpu gpu) => string.Create(CultureInfo.InvariantCulture, $"""
        Memory and estimates are arithmetic for one {gpu.Name}, not measurements: {gpu.BFloat16Peak / 1e12:0} TFLOP/s in bfloat16, of which {100 * gpu.BFloat16Share:0} % are assumed,
        {gpu.Float32Peak / 1e12:0.0} in float32, of which {100 * gpu.Float32Share:0} %; a training step costs three forward passes; reading data and scoring are left out.
        GFLOPs are billions of multiply-adds of one sample, forward. 'fits' is how many samples of the recipe's batch fit at once; the others need more GPUs.
        Steps side by side share the GPU: read the total with --slots 1.
        """);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Ceiling(Math.Max(1, seconds)));
}
