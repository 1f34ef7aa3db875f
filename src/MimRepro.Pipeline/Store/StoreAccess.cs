namespace MimRepro.Pipeline;

/// <summary>Opens a store for writing: folders, lock, and the sweep of what a killed build left.</summary>
internal static class StoreAccess
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes the store's lock.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="wait">Wait for another build; otherwise throw.</param>
    /// <param name="view">Told who is waited for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The lock, and whether another build had to end first.</returns>
    /// <exception cref="PipelineInputException">The store cannot be written, or another build has it.</exception>
    public static (StoreLock Lock, bool Waited) Open(StoreLayout layout, bool wait, IProgressView view, CancellationToken cancellation)
    {
        try
        {
            foreach (string folder in new[] { layout.Root, layout.Artifacts, layout.Records, layout.Logs, layout.Temporary }) Directory.CreateDirectory(folder);
            bool waited = false;
            while (true)
            {
                if (StoreLock.TryTake(layout.LockFile) is { } taken)
                {
                    if (taken.Left is { } left) view.Note($"The last build of this store did not end by itself ({left}). What it had finished is kept.");
                    Sweep(layout.Temporary);
                    return (taken, waited);
                }
                string owner = StoreLock.OwnerOf(layout.LockFile)?.ToString() ?? "another process";
                if (!wait) throw Held(layout, owner);
                if (!waited) view.Note($"Another build uses this store: {owner}. Waiting for it to end (Ctrl-C stops the wait).\n  store: {layout.Root}");
                waited = true;
                if (cancellation.WaitHandle.WaitOne(Pause)) cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StoreFault.Explain(fault, layout.Root);
        }
    }

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
}
