using MimRepro.Pipeline.Worker;

namespace MimRepro.Pipeline;

/// <summary>Runs a step's request somewhere: in a local process, later on a cluster.</summary>
internal interface IStepExecutor
{
    /// <summary>Runs to the end; cancelling kills the worker and throws.</summary>
    Task<WorkerEnd> RunAsync(StepRequest request, Action<WorkerMessage> onMessage, CancellationToken cancellation);
}
