using System.Diagnostics;
using System.Globalization;
using MimRepro.Training;
using TorchSharp;

namespace MimRepro.Worker;

/// <summary>Shows a training on the driver's screen and writes TensorBoard event files beside the step's log.</summary>
/// <remarks>Event files hold wall times, so they are no part of the artifact.</remarks>
public sealed class TrainingLog : IDisposable
{
    private const int StepsBetweenEvents = 20;

    private readonly StepContext context;
    private readonly int batchSize;
    private readonly long first;
    private readonly TorchSharp.Modules.SummaryWriter events;
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <param name="context">The step.</param>
    /// <param name="batchSize">Images of an update.</param>
    /// <param name="first">Updates that an earlier attempt has made.</param>
    public TrainingLog(StepContext context, int batchSize, long first = 0)
    {
        this.first = first;
        this.context = context;
        this.batchSize = batchSize;
        var folder = Path.Combine(context.Request.Log, "tensorboard");
        Directory.CreateDirectory(folder);
        events = torch.utils.tensorboard.SummaryWriter(folder, createRunName: false);
    }

    public void OnStep(TrainingStatus status)
    {
        var rate = (status.Step + 1 - first) * batchSize / clock.Elapsed.TotalSeconds;
        context.Progress.Report(
            (status.Step + 1) * batchSize, status.Steps * batchSize, rate, "images",
            string.Create(CultureInfo.InvariantCulture, $"epoch {status.Epoch:0.0}, loss {status.Loss:0.0000}"));
        if (status.Step % StepsBetweenEvents == 0 || status.Step == status.Steps - 1)
        {
            var step = (int)status.Step;
            events.add_scalar("loss", (float)status.Loss, step);
            events.add_scalar("learning_rate", (float)status.LearningRate, step);
            events.add_scalar("gradient_norm", (float)status.GradientNorm, step);
        }
    }

    /// <summary>Keeps what a run cost, outside of its result.</summary>
    public void WriteTiming(double secondsWaitedForImages) =>
        File.WriteAllText(
            Path.Combine(context.Request.Log, "timing.json"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"seconds\": {clock.Elapsed.TotalSeconds:0.000}, \"secondsWaitedForImages\": {secondsWaitedForImages:0.000}}}\n"));

    public void Dispose() => (events as IDisposable)?.Dispose();
}
