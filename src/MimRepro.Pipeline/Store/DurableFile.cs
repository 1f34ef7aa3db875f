using System.Runtime.InteropServices;
using System.Text;

namespace MimRepro.Pipeline;

/// <summary>Files that are whole or absent, even if the power goes.</summary>
internal static class DurableFile
{
    /// <summary>Writes beside <paramref name="path"/>, flushes, then renames.</summary>
    /// <param name="path">Overwritten if it exists.</param>
    /// <param name="bytes">The whole content.</param>
    /// <param name="flush">Otherwise a loss of power within the next seconds may lose the file; a kill does not.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool flush = true)
    {
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: flush);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
        if (flush) FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes an existing file's content survive a loss of power.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Makes the names in a folder survive a loss of power; .NET opens no folders, so this asks the C library.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        const int readOnly = 0;
        int handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), readOnly);
        if (handle < 0) return;
        _ = Synchronize(handle);
        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Synchronize(int handle);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int handle);
}
