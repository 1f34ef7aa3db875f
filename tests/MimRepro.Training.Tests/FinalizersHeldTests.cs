using System.Runtime.CompilerServices;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class FinalizersHeldTests
{
    [Fact]
    public void Finalizers_OfAStep_RunWhenTheNextOneBegins()
    {
        using var held = new FinalizersHeld();
        var count = new StrongBox<int>();
        held.Renew();
        Drop(count);
        GC.Collect();
        Thread.Sleep(20);
        Assert.Equal(0, Volatile.Read(ref count.Value));

        held.Renew();

        Assert.Equal(1, Volatile.Read(ref count.Value));
    }

    [Fact]
    public void Finalizers_AfterDispose_RunAgain()
    {
        var held = new FinalizersHeld();
        var count = new StrongBox<int>();
        held.Renew();
        Drop(count);
        GC.Collect();

        held.Dispose();
        GC.WaitForPendingFinalizers();

        Assert.Equal(1, Volatile.Read(ref count.Value));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(StrongBox<int> count) => _ = new Counter(count);

    private sealed class Counter(StrongBox<int> count)
    {
        ~Counter() => Interlocked.Increment(ref count.Value);
    }
}
