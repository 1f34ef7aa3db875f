using System.Diagnostics;

namespace MimRepro.Pipeline;

/// <summary>Opens a store for writing: folders, lock, and the sweep of what a killed build left.</summary>
internal static class StoreAccess
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes the store's lock.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="settings">Whether to wait for another build, and how long a silent one counts as alive.</param>
    /// <param name="view">Told who is waited for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The lock, and whether another build had to end first.</returns>
    /// <exception cref="PipelineInputException">The store cannot be written, or another build has it.</exception>
    public static (StoreLock Lock, bool Waited) Open(StoreLayout layout, PipelineSettings settings, IProgressView view, CancellationToken cancellation)
    {
        try
        {
            foreach (string folder in new[] { layout.Root, layout.Artifacts, layout.Records, layout.Logs, layout.Temporary }) Directory.CreateDirectory(folder);
            var watch = new OwnerWatch(settings.StoreLease);
            bool waited = false;
            while (true)
            {
                if (StoreLock.TryTake(layout.LockFile, settings.StoreLease, watch.Abandoned) is { } taken)
                {
                    if (taken.Left is { } left) view.Note($"The last build of this store did not end by itself ({left}). What it had finished is kept.");
                    Sweep(layout.Temporary);
                    return (taken, waited);
                }
                StoreOwner? owner = StoreOwner.Read(layout.LockFile);
                watch.See(owner);
                if (!settings.WaitForStore && !watch.Doubts) throw Held(layout, Words(owner));
                if (!waited) view.Note(watch.Doubts ? Silent(layout, owner!, settings.StoreLease) : Waiting(layout, owner));
                waited = true;
                if (cancellation.WaitHandle.WaitOne(Pause)) cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StoreFault.Explain(fault, layout.Root);
        }
    }

    private static string Words(StoreOwner? owner) => owner?.ToString() ?? "another process";

    private static string Waiting(StoreLayout layout, StoreOwner? owner) =>
        $"Another build uses this store: {Words(owner)}. Waiting for it to end (Ctrl-C stops the wait).\n  store: {layout.Root}";

    private static string Silent(StoreLayout layout, StoreOwner owner, TimeSpan lease) =>
        $"The build that holds this store has given no sign of life for more than {DurationText.Of(lease)}: {owner}.\n  store: {layout.Root}\n  It is watched for {DurationText.Of(OwnerWatch.TimeFor(lease))} more; if nothing comes the store is taken over.";

    private static PipelineInputException Held(StoreLayout layout, string owner) => new($"""
        Another build uses this store.
          store: {layout.Root}
          owner: {owner}
          One build writes a store at a time.
          Wait for that build to end, or choose another folder with --store.
        """);

    private static void Sweep(string folder)
    {
        foreach (string left in Directory.EnumerateDirectories(folder)) Directory.Delete(left, recursive: true);
        foreach (string left in Directory.EnumerateFiles(folder)) File.Delete(left);
    }

    /// <summary>Watches an owner on another host. Clocks of two hosts differ, so an old sign alone proves nothing: it must also stay the same.</summary>
    private sealed class OwnerWatch(TimeSpan lease)
    {
        private StoreOwner? seen;
        private long since;

        /// <summary>More than one heartbeat.</summary>
        public static TimeSpan TimeFor(TimeSpan lease) => lease / 2;

        /// <summary>The owner's last sign is older than the lease, by this host's clock.</summary>
        public bool Doubts => seen is { IsOnThisHost: false } && seen.IsOlderThan(lease, DateTimeOffset.UtcNow);

        public StoreOwner? Abandoned => Doubts && Stopwatch.GetElapsedTime(since) > TimeFor(lease) ? seen : null;

        public void See(StoreOwner? owner)
        {
            if (owner is not null && owner.IsSameSignAs(seen)) return;
            seen = owner;
            since = Stopwatch.GetTimestamp();
        }
    }
}
