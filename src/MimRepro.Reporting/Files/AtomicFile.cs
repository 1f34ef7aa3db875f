using System.Text;

namespace MimRepro.Reporting.Files;

/// <summary>Files that a reader finds whole: the old one or the new one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes UTF-8 without a mark, LF; true if the file's bytes changed.</summary>
    public static bool Replace(string path, Action<TextWriter> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var writer = new StreamWriter(temporary, append: false, new UTF8Encoding(false), bufferSize: 1 << 16))
            {
                writer.NewLine = "\n";
                write(writer);
            }
            if (SameBytes(path, temporary))
                return false;
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static bool SameBytes(string left, string right)
    {
        if (!File.Exists(left) || new FileInfo(left).Length != new FileInfo(right).Length)
            return false;
        using var a = File.OpenRead(left);
        using var b = File.OpenRead(right);
        Span<byte> one = stackalloc byte[8192], two = stackalloc byte[8192];
        for (int count; (count = a.ReadAtLeast(one, one.Length, throwOnEndOfStream: false)) > 0;)
        {
            b.ReadExactly(two[..count]);
            if (!one[..count].SequenceEqual(two[..count]))
                return false;
        }
        return true;
    }
}
