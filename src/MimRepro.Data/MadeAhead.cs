using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MimRepro.Data;

/// <summary>Things that a thread of its own makes ahead, in order.</summary>
public sealed class MadeAhead<T> : IDisposable
{
    private readonly BlockingCollection<T> _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _waited = new();
    private readonly Thread _maker;
    private ExceptionDispatchInfo? _fault;
    private bool _disposed;

    /// <param name="make">Number to thing; called on another thread, in order.</param>
    /// <param name="first">The first number.</param>
    /// <param name="end">The number after the last one.</param>
    /// <param name="prefetch">How many may wait; changes no result.</param>
    public MadeAhead(Func<long, T> make, long first, long end, int prefetch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(prefetch);
        _ready = new(prefetch);
        _maker = new Thread(() => Make(make, first, end)) { IsBackground = true, Name = "batches" };
        _maker.Start();
    }

    /// <summary>Seconds that <see cref="Next"/> has waited so far.</summary>
    public double WaitedSeconds => _waited.Elapsed.TotalSeconds;

    /// <summary>The next thing; waits for it if need be.</summary>
    /// <exception cref="InvalidOperationException">All have been taken. A fault of the other thread surfaces here as it was.</exception>
    public T Next()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ready.TryTake(out var ready))
            return ready;
        _waited.Start();
        var taken = _ready.TryTake(out var made, Timeout.Infinite);
        _waited.Stop();
        if (taken)
            return made!;
        _fault?.Throw();
        throw new InvalidOperationException("All that was to be made has been taken.");
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop.Cancel();
        _maker.Join();
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Make(Func<long, T> make, long first, long end)
    {
        try
        {
            for (var number = first; number < end; number++)
                _ready.Add(make(number), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed: nobody reads on.
        }
#pragma warning disable CA1031 // Whatever goes wrong on this thread belongs to the one that waits.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _fault = ExceptionDispatchInfo.Capture(fault);
        }
        _ready.CompleteAdding();
    }
}
