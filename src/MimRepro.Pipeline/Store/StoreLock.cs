namespace MimRepro.Pipeline;

/// <summary>One process writes a store at a time.</summary>
/// <remarks>
/// Two files. An empty guard is locked through the operating system, which drops that lock with its process. Where file
/// systems of a network do not keep such locks, the owner file decides: it is made in one move that fails if it exists,
/// and its owner rewrites it at every heartbeat. An owner of this host that no longer lives, and one of another host whose
/// heartbeat is older than the lease, has left the store.
/// </remarks>
internal sealed class StoreLock : IDisposable
{
    private const int BeatsPerLease = 4;

    private readonly FileStream guard;
    private readonly string path;
    private readonly Timer heart;
    private readonly Lock beating = new();
    private StoreOwner self;
    private bool ended;

    private StoreLock(FileStream guard, string path, StoreOwner self, StoreOwner? left, TimeSpan lease)
    {
        this.guard = guard;
        this.path = path;
        this.self = self;
        Left = left;
        TimeSpan beat = lease / BeatsPerLease;
        heart = new Timer(_ => Beat(), null, beat, beat);
    }

    /// <summary>Who held the store last and died without giving it back, or null.</summary>
    public StoreOwner? Left { get; }

    /// <summary>Another process has taken the store over, because this one gave no sign of life for a lease. Raised once.</summary>
    public event Action<StoreOwner?>? Lost;

    /// <summary>Takes the lock, or returns null if another process has it.</summary>
    /// <param name="path">The owner file.</param>
    /// <param name="lease">Within this time a living owner gives a sign.</param>
    /// <param name="abandoned">An owner whose sign did not change while the caller watched; it may be removed.</param>
    public static StoreLock? TryTake(string path, TimeSpan lease, StoreOwner? abandoned = null)
    {
        StoreOwner? owner = StoreOwner.Read(path);
        bool left = owner is not null && HasLeft(owner, abandoned);
        FileStream? guard = OpenGuard(path + ".guard");
        if (guard is null && left && owner is { IsOnThisHost: false })
        {
            // A file server may keep the lock of a host that is gone; a new guard is another file.
            File.Delete(path + ".guard");
            guard = OpenGuard(path + ".guard");
        }
        if (guard is null) return null;
        try
        {
            if (File.Exists(path) && (!(owner is null || left) || !Remove(path, owner))) return Refuse(guard);
            var self = StoreOwner.Self();
            return TryWriteNew(path, self) ? new StoreLock(guard, path, self, owner, lease) : Refuse(guard);
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        heart.Dispose();
        lock (beating)
        {
            if (ended) return;
            ended = true;
            try
            {
                if (StoreOwner.Read(path)?.Id == self.Id) File.Delete(path);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A vanished disk must not hide what went wrong before; the next build takes this one for killed.
            }
            guard.Dispose();
        }
    }

    private static bool HasLeft(StoreOwner owner, StoreOwner? abandoned) =>
        owner.IsOnThisHost ? !owner.IsAlive : owner.IsSameSignAs(abandoned);

    private static StoreLock? Refuse(FileStream guard)
    {
        guard.Dispose();
        return null;
    }

    private static FileStream? OpenGuard(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException fault) when (StoreFault.IsHeldByOther(fault))
        {
            return null;
        }
    }

    // Of several that want to remove it one succeeds; if that was not the file it had read, the file goes back.
    private static bool Remove(string path, StoreOwner? expected)
    {
        string aside = $"{path}.{Guid.NewGuid():N}.left";
        try
        {
            File.Move(path, aside);
            StoreOwner? moved = StoreOwner.Read(aside);
            bool same = expected is null ? moved is null : expected.IsSameSignAs(moved);
            if (!same) File.Move(aside, path, overwrite: false);
            return same;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    // A move onto a name that exists fails, on every file system: two processes cannot both make the file.
    private static bool TryWriteNew(string path, StoreOwner self)
    {
        string partial = $"{path}.{self.Id}.partial";
        try
        {
            DurableFile.Write(partial, self.ToJson());
            File.Move(partial, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private void Beat()
    {
        StoreOwner? now;
        lock (beating)
        {
            if (ended) return;
            try
            {
                now = StoreOwner.Read(path);
                if (now?.Id == self.Id)
                {
                    self = self with { Heartbeat = DateTimeOffset.UtcNow };
                    DurableFile.Write(path, self.ToJson());
                    return;
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return; // the next beat tries again; a store that cannot be written stops the build where it writes
            }
            ended = true;
            guard.Dispose();
        }
        heart.Dispose();
        Lost?.Invoke(now);
    }
}
