using System.Globalization;
using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Who writes a store.</summary>
internal sealed record StoreOwner(int Process, string Host, DateTimeOffset Started)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Host}, since {Started.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");
}

/// <summary>One process writes a store at a time. The operating system drops the lock with its process, so none stays behind.</summary>
/// <remarks>Two files: an empty guard that is locked and stays, and beside it who holds it; .NET cannot read a file that is locked.</remarks>
internal sealed class StoreLock : IDisposable
{
    private const int MaximumLength = 4096;
    private readonly FileStream guard;
    private readonly string path;

    private StoreLock(FileStream guard, string path, StoreOwner? left)
    {
        this.guard = guard;
        this.path = path;
        Left = left;
    }

    /// <summary>Who held the store last and died without giving it back, or null.</summary>
    public StoreOwner? Left { get; }

    /// <summary>Takes the lock, or returns null if another process has it.</summary>
    public static StoreLock? TryTake(string path)
    {
        FileStream guard;
        try
        {
            guard = new FileStream(path + ".guard", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException fault) when (StoreFault.IsHeldByOther(fault))
        {
            return null;
        }
        try
        {
            StoreOwner? left = OwnerOf(path);
            var self = new StoreOwner(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow);
            DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(self, StoreJson.Default.StoreOwner));
            return new StoreLock(guard, path, left);
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    /// <summary>Who wrote the lock file, or null.</summary>
    public static StoreOwner? OwnerOf(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.Length is > 0 and < MaximumLength ? JsonSerializer.Deserialize(file, StoreJson.Default.StoreOwner) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            if (guard.SafeFileHandle.IsClosed) return;
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A vanished disk must not hide what went wrong before; the next build takes this one for killed.
        }
        guard.Dispose();
    }
}
