using System.Runtime.CompilerServices;

namespace MimRepro.Training;

/// <summary>Keeps the finalizer thread still while torch works, so that it frees no number that a native call is still to read.</summary>
/// <remarks>
/// TorchSharp 0.107 makes a <c>Scalar</c> of every plain number, also of the hidden 1 in <c>a + b</c>, and passes its handle without
/// keeping it alive. When another thread (one that makes batches) brings about a collection during the call, the finalizer frees
/// that number, and the call fails with "Expected false to be true" or "Unknown scalar type": about once in a hundred collections
/// with small models (dotnet/TorchSharp pull requests 1434 and 1496). Held back, finalizers run between two steps instead.
/// </remarks>
public sealed class FinalizersHeld : IDisposable
{
    // A call that waits for finalizers inside of a step, as torch does when memory runs out, goes on after this time.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30), LongestStart = TimeSpan.FromSeconds(1);

    private Gate? gate;

    /// <summary>Lets pending finalizers run, then holds the next ones back. Call it between steps; it costs one collection of the youngest objects.</summary>
    public void Renew()
    {
        Dispose();
        GC.WaitForPendingFinalizers();
        gate = new();
        Drop(gate);
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        gate.Reached.Wait(LongestStart);
    }

    /// <summary>Lets finalizers run again.</summary>
    public void Dispose()
    {
        gate?.Open.Set();
        gate = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(Gate gate) => _ = new Keeper(gate);

    private sealed class Gate
    {
        public ManualResetEventSlim Reached { get; } = new();
        public ManualResetEventSlim Open { get; } = new();
    }

    /// <summary>Its finalizer occupies the only thread that runs them.</summary>
    private sealed class Keeper(Gate gate)
    {
        ~Keeper()
        {
            gate.Reached.Set();
            gate.Open.Wait(Longest);
        }
    }
}
