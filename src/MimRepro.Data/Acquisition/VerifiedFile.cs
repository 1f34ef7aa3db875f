using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>A file that is not what the recipe says.</summary>
internal sealed record FileFault(string Path, DataFile Expected, string Got, string Cause)
{
    public string OneLine => $"{System.IO.Path.GetFileName(Path)} has {Got}";

    public string Lines =>
        $"  file:       {Path}\n" +
        $"  expected:   {VerifiedFile.Describe(Expected.Bytes, Expected.Sha256)}\n" +
        $"  got:        {Got}\n  {Cause}\n";
}

/// <summary>Compares files, plain or gzip, with the size and SHA-256 of their uncompressed bytes.</summary>
/// <remarks>Files are hostile: at most one byte more than expected is ever unpacked.</remarks>
internal static class VerifiedFile
{
    private const int BufferBytes = 1 << 16;

    public static string Describe(long bytes, string sha256) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes, SHA-256 {sha256}");

    /// <returns>What is wrong, or null.</returns>
    public static FileFault? Check(string path, DataFile expected) => Pour(path, expected, Stream.Null);

    /// <summary>Unpacks and verifies; <paramref name="destination"/> is replaced in one move and only by the right bytes.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static FileFault? Take(string path, DataFile expected, string destination)
    {
        var unfinished = $"{destination}.{System.IO.Path.GetRandomFileName()}.tmp";
        try
        {
            FileFault? fault;
            using (var target = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
            {
                fault = Pour(path, expected, target);
                target.Flush(flushToDisk: fault is null);
            }
            if (fault is null)
                File.Move(unfinished, destination, overwrite: true);
            return fault;
        }
        finally
        {
            File.Delete(unfinished); // no file, no error
        }
    }

    private static FileFault? Pour(string path, DataFile expected, Stream target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        long bytes = 0;
        Stream? content = null;
        try
        {
            while (bytes <= expected.Bytes)
            {
                int read;
                try
                {
                    content ??= Open(path);
                    read = content.Read(buffer, 0, (int)Math.Min(buffer.Length, expected.Bytes + 1 - bytes));
                }
                catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
                {
                    return new(path, expected, $"unreadable data after {bytes} bytes: {fault.Message}", "The file is damaged, or this user may not read it.");
                }
                if (read == 0)
                    break;
                hash.AppendData(buffer, 0, read);
                target.Write(buffer, 0, read);
                bytes += read;
            }
        }
        finally
        {
            content?.Dispose();
        }
        return Compare(path, expected, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static FileFault? Compare(string path, DataFile expected, long bytes, string sha256) =>
        bytes < expected.Bytes ? new(path, expected, Describe(bytes, sha256), "The file was cut off while it was copied or downloaded, or is another one.")
        : bytes > expected.Bytes ? new(path, expected, $"more than {expected.Bytes} bytes", "It is another file, or one that was tampered with.")
        : sha256 != expected.Sha256 ? new(path, expected, Describe(bytes, sha256), "The file is damaged, or it is another version of the data set.")
        : null;

    // By content, not by name: browsers like to unpack .gz and keep the name.
    private static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
