namespace MimRepro.Pipeline.Tests.Store;

public sealed class StoreLockTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private readonly FakeWorker worker = new();

    public StoreLockTests()
    {
        worker.Settings = worker.Settings with { StoreLease = Lease };
        Directory.CreateDirectory(worker.Store());
    }

    public void Dispose() => worker.Dispose();

    private string Path => worker.Store("lock");

    [Fact, Trait("Kind", "Unit")]
    public void Lock_OfADeadProcessOfThisHost_IsTakenAtOnce()
    {
        StoreOwner dead = Other(Environment.MachineName) with { Process = int.MaxValue };
        Write(dead);

        using StoreLock? taken = StoreLock.TryTake(Path, Lease);

        Assert.Equal(dead, taken!.Left);
        Assert.Equal(Environment.ProcessId, StoreOwner.Read(Path)!.Process);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Lock_WhoseProcessIdWentToAnother_IsTakenAtOnce()
    {
        Write(Other(Environment.MachineName) with { Process = Environment.ProcessId, ProcessStarted = DateTimeOffset.UtcNow.AddDays(-3) });

        using StoreLock? taken = StoreLock.TryTake(Path, Lease);

        Assert.NotNull(taken);
    }

    // As on a file system that keeps no locks: the guard is free, and only the owner file tells.
    [Fact, Trait("Kind", "Unit")]
    public void Lock_OfALivingProcessWithoutSystemLock_IsHeldHoweverOldItsHeartbeat()
    {
        Write(StoreOwner.Self() with { Heartbeat = DateTimeOffset.UtcNow.AddDays(-1) });

        Assert.Null(StoreLock.TryTake(Path, Lease));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Lock_OfAnotherHostWithFreshHeartbeat_IsHeldAndNamed()
    {
        Write(Other("elsewhere"));
        worker.Settings = worker.Settings with { WaitForStore = false };

        var fault = Assert.Throws<PipelineInputException>(() => worker.Run(FakeWorker.Step("data")));

        Assert.Contains("owner: process 7 on elsewhere, since", fault.Message, StringComparison.Ordinal);
        Assert.Equal("elsewhere", StoreOwner.Read(Path)!.Host);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Lock_OfAnotherHostSilentForALease_IsTakenOverWithANote()
    {
        Write(Other("elsewhere") with { Heartbeat = DateTimeOffset.UtcNow - 2 * Lease });

        Outcome outcome = worker.Run(FakeWorker.Step("data"));

        Assert.Equal(Results.StepOutcome.Ran, outcome["data"]);
        Assert.Contains(worker.View.Notes, note => note.Contains("no sign of life", StringComparison.Ordinal) && note.Contains("process 7 on elsewhere", StringComparison.Ordinal));
        Assert.Contains(worker.View.Notes, note => note.StartsWith("The last build of this store did not end by itself (process 7 on elsewhere", StringComparison.Ordinal));
        Assert.False(File.Exists(Path));
    }

    // Its clock is far behind ours: old, but alive.
    [Fact, Trait("Kind", "Unit")]
    public async Task Lock_OfAnotherHostWithAnotherClockThatStillBeats_IsNotTaken()
    {
        worker.Settings = worker.Settings with { StoreLease = TimeSpan.FromSeconds(6) };
        StoreOwner owner = Other("elsewhere") with { Heartbeat = DateTimeOffset.UtcNow.AddHours(-1) };
        Write(owner);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(5)); // longer than a silent owner is watched
        Task beats = Task.Run(() =>
        {
            // One beat after the other, however late: a timer's would overlap on a busy machine.
            while (!cancellation.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200)))
                Write(owner with { Heartbeat = DateTimeOffset.UtcNow.AddHours(-1) });
        });

        Assert.Throws<OperationCanceledException>(() => StoreAccess.Open(new StoreLayout(worker.Store()), worker.Settings, worker.View, cancellation.Token));

        await beats;
    }

    [Fact, Trait("Kind", "Unit")]
    public void Lock_Held_BeatsAndIsGivenBack()
    {
        using (StoreLock? taken = StoreLock.TryTake(Path, TimeSpan.FromMilliseconds(200)))
        {
            DateTimeOffset? first = StoreOwner.Read(Path)!.Heartbeat;
            Assert.True(SpinWait.SpinUntil(() => StoreOwner.Read(Path)?.Heartbeat > first, TimeSpan.FromSeconds(20)));
            Assert.Null(StoreLock.TryTake(Path, Lease));
        }

        Assert.False(File.Exists(Path));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Lock_TakenOverByAnother_IsNoticedAndNotRemoved()
    {
        using var lost = new ManualResetEventSlim();
        StoreOwner? by = null;
        using StoreLock? taken = StoreLock.TryTake(Path, TimeSpan.FromMilliseconds(400));
        taken!.Lost += owner => { by = owner; lost.Set(); };
        Write(Other("elsewhere"));

        Assert.True(lost.Wait(TimeSpan.FromSeconds(20)));
        taken.Dispose();

        Assert.Equal("elsewhere", by!.Host);
        Assert.Equal("elsewhere", StoreOwner.Read(Path)!.Host);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Lock_LeftByAProcess_GoesToOneOfMany()
    {
        for (int round = 0; round < 20; round++)
        {
            Write(Other(Environment.MachineName) with { Process = int.MaxValue });

            StoreLock?[] taken = [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => StoreLock.TryTake(Path, Lease))];

            Assert.True(taken.Count(one => one is not null) <= 1);
            foreach (StoreLock? one in taken) one?.Dispose();
            File.Delete(Path);
        }
    }

    private static StoreOwner Other(string host) => new(7, host, DateTimeOffset.UtcNow) { Id = "other", Heartbeat = DateTimeOffset.UtcNow };

    private void Write(StoreOwner owner)
    {
        File.WriteAllBytes(Path + ".test", owner.ToJson());
        File.Move(Path + ".test", Path, overwrite: true);
    }
}
