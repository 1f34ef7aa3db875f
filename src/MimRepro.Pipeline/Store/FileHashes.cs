using System.Globalization;
using System.Security.Cryptography;

namespace MimRepro.Pipeline;

/// <summary>A file that the user named, by its content.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
public sealed record OutsideFile(string Path, long Bytes, string Sha256);

/// <summary>SHA-256 of the user's files; one whose path, size and time are those of an earlier look is not read again.</summary>
/// <remarks>Checkpoints are gigabytes: a build with nothing to do must not read them. The worker that uses a file hashes it in any case.</remarks>
/// <param name="cache">A text file of the build's own; null keeps nothing. What is missing or damaged there only costs a new hash.</param>
public sealed class FileHashes(string? cache)
{
    private readonly Dictionary<string, (long Bytes, long Ticks, string Sha256)> known = Load(cache);
    private bool changed;

    /// <exception cref="PipelineInputException">The file does not exist or cannot be read.</exception>
    public OutsideFile Of(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            var file = new FileInfo(full);
            if (!file.Exists) throw new FileNotFoundException("no such file");
            (long bytes, long ticks) = (file.Length, file.LastWriteTimeUtc.Ticks);
            if (!known.TryGetValue(full, out var seen) || seen.Bytes != bytes || seen.Ticks != ticks)
            {
                using FileStream stream = file.OpenRead();
                known[full] = seen = (bytes, ticks, Convert.ToHexStringLower(SHA256.HashData(stream)));
                changed = true;
            }
            return new OutsideFile(full, bytes, seen.Sha256);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            string what = Directory.Exists(full) ? "it is a folder" : fault.Message;
            throw new PipelineInputException($"A file cannot be read: {what}.\n  file:       {full}\n  expected:   a file that exists and may be read", fault);
        }
    }

    /// <summary>Keeps what <see cref="Of"/> had to read.</summary>
    public void Save()
    {
        if (cache is null || !changed) return;
        string partial = $"{cache}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(cache)!);
            File.WriteAllLines(partial, known.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value.Sha256} {entry.Value.Bytes} {entry.Value.Ticks} {entry.Key}")));
            File.Move(partial, cache, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next build hashes again.
        }
    }

    private static Dictionary<string, (long, long, string)> Load(string? cache)
    {
        var found = new Dictionary<string, (long, long, string)>(StringComparer.Ordinal);
        try
        {
            if (!File.Exists(cache)) return found;
            foreach (string line in File.ReadLines(cache))
                if (line.Split(' ', 4) is [{ Length: 64 } hash, var bytes, var ticks, var path]
                    && long.TryParse(bytes, CultureInfo.InvariantCulture, out long size) && long.TryParse(ticks, CultureInfo.InvariantCulture, out long time))
                    found[path] = (size, time, hash);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // As if it were empty.
        }
        return found;
    }
}
