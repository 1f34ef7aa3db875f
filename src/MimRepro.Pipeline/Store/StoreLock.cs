using System.Diagnostics;
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
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream file;

    private StoreLock(FileStream file, StoreOwner? left)
    {
        this.file = file;
        Left = left;
    }

    /// <summary>Who held the store last and died without giving it back, or null.</summary>
    public StoreOwner? Left { get; }

    /// <summary>Takes the lock, or returns null if another process has it.</summary>
    public static StoreLock? TryTake(string path)
    {
        StoreOwner? left = OwnerOf(path);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException fault) when (StoreFault.IsHeldByOther(fault))
        {
            return null;
        }
        try
        {
            using var self = Process.GetCurrentProcess();
            file.SetLength(0);
            file.Write(JsonSerializer.SerializeToUtf8Bytes(new StoreOwner(self.Id, Environment.MachineName, DateTimeOffset.UtcNow), StoreJson.Default.StoreOwner));
            return new StoreLock(file, left);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Who wrote the lock file last, or null.</summary>
    public static StoreOwner? OwnerOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return file.Length is > 0 and < 4096 ? JsonSerializer.Deserialize(file, StoreJson.Default.StoreOwner) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // The file stays, empty: to delete it would let two processes hold two files of one name.
    public void Dispose()
    {
        try
        {
            file.SetLength(0);
        }
        catch (IOException)
        {
            // A full or vanished disk must not hide what went wrong before.
        }
        file.Dispose();
    }
}
