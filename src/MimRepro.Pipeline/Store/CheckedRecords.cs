using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MimRepro.Pipeline;

/// <summary>What a record's file and every entry of its artifact looked like when both were last found good.</summary>
/// <param name="Artifact">Content hash.</param>
/// <param name="DurationInSeconds">From the record.</param>
/// <param name="Recorded">From the record.</param>
/// <param name="RecordFile">The record's file.</param>
/// <param name="Entries">Files and folders of the artifact, itself among them: a file that comes or goes changes its folder's time.</param>
internal sealed record Sighting(string Artifact, double DurationInSeconds, DateTimeOffset Recorded, SeenEntry RecordFile, IReadOnlyList<SeenEntry> Entries);

/// <summary>A file or folder as the file system describes it.</summary>
/// <param name="Path">Relative to the artifact, empty for the artifact itself and for a record.</param>
/// <param name="Size">Bytes; −1 for a folder.</param>
/// <param name="ModifiedTicks">Last write, UTC ticks.</param>
internal readonly record struct SeenEntry(string Path, long Size, long ModifiedTicks)
{
    private const long SizeOfFolder = -1;

    /// <summary>The file or folder as it is now; null if it does not exist. One look at the file system: the attributes would take three.</summary>
    public static SeenEntry? Of(FileSystemInfo entry, string path) =>
        entry.Exists ? new SeenEntry(path, entry is FileInfo file ? file.Length : SizeOfFolder, entry.LastWriteTimeUtc.Ticks) : null;

    /// <summary>Whether <paramref name="place"/> still holds the same.</summary>
    public bool IsAt(string place) => Of(Size == SizeOfFolder ? new DirectoryInfo(place) : new FileInfo(place), Path) == this;
}

/// <summary>Sightings by key: <c>checked</c>, so that a build with nothing to do opens one file instead of several a step.</summary>
/// <remarks>
/// A cache of checks, never needed and never trusted against the file system: a line that is torn or damaged, or that the files
/// no longer look like, counts as absent, and record and manifest are read again. Lines are only appended, each with its
/// checksum, so builds may share it without a lock. A key's last line counts.
/// </remarks>
internal sealed class CheckedRecords(StoreLayout layout)
{
    private const int KeyDigits = 64, ShortDigits = 16, ChecksumDigits = 16;
    private const int FewLines = 1000;
    private const byte Separator = (byte)'\t';

    private readonly Lock writing = new();
    private readonly Lazy<(byte[] Bytes, Dictionary<ulong, Range> Lines, int Count)> known = new(() => Load(layout.Checked));

    /// <summary>What was seen under <paramref name="key"/> and still looks the same, without its entries; or null.</summary>
    public Sighting? Find(string key)
    {
        var (bytes, lines, _) = known.Value;
        Span<byte> digits = stackalloc byte[KeyDigits];
        if (key.Length != KeyDigits || !Encoding.ASCII.TryGetBytes(key, digits, out _) || !lines.TryGetValue(Short(digits), out Range range)) return null;
        ReadOnlySpan<byte> line = bytes.AsSpan(range);
        if (!line[..ChecksumDigits].SequenceEqual(Checksum(line[ChecksumDigits..], stackalloc byte[ChecksumDigits]))) return null;
        var cells = new Cells(line[(ChecksumDigits + 1)..]);
        return cells.Next().SequenceEqual(digits) ? Compare(key, cells) : null;
    }

    /// <summary>Remembers sightings, each a key's latest. What cannot be written is not remembered.</summary>
    public void Add(IReadOnlyCollection<KeyValuePair<string, Sighting>> sightings)
    {
        if (sightings.Count == 0) return;
        byte[] lines = [.. sightings.SelectMany(entry => Format(entry.Key, entry.Value))];
        lock (writing)
        {
            try
            {
                Tidy();
                using var file = new FileStream(layout.Checked, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                file.Write(lines);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A store that may only be read is checked in full each time.
            }
        }
    }

    private Sighting? Compare(string key, Cells cells)
    {
        string artifact = cells.Text();
        double duration = cells.Number();
        var recorded = new DateTimeOffset(cells.Whole(), TimeSpan.Zero);
        SeenEntry record = cells.Entry();
        if (!record.IsAt(layout.Record(key))) return null;
        string folder = layout.Artifact(artifact);
        while (!cells.AtEnd)
        {
            SeenEntry entry = cells.Entry();
            if (!entry.IsAt(entry.Path.Length == 0 ? folder : $"{folder}/{entry.Path}")) return null;
        }
        return new Sighting(artifact, duration, recorded, record, []);
    }

    // Once most lines are about keys that have later ones.
    private void Tidy()
    {
        var (bytes, lines, count) = known.Value;
        if (count <= 2 * lines.Count + FewLines || !File.Exists(layout.Checked) || new FileInfo(layout.Checked).Length != bytes.Length) return;
        string tidied = $"{layout.Checked}.{Guid.NewGuid():N}.partial";
        using (FileStream file = File.Create(tidied))
            foreach (Range line in lines.Values)
            {
                file.Write(bytes.AsSpan(line));
                file.WriteByte((byte)'\n');
            }
        File.Move(tidied, layout.Checked, overwrite: true);
    }

    private static (byte[], Dictionary<ulong, Range>, int) Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ([], [], 0);
        }
        var lines = new Dictionary<ulong, Range>(bytes.Length / 300);
        int count = 0;
        for (int begin = 0; begin < bytes.Length; count++)
        {
            int length = bytes.AsSpan(begin).IndexOf((byte)'\n');
            if (length < 0) break; // torn
            if (length > ChecksumDigits + 1 + KeyDigits) lines[Short(bytes.AsSpan(begin + ChecksumDigits + 1))] = begin..(begin + length);
            begin += length + 1;
        }
        return (bytes, lines, count);
    }

    private static ulong Short(ReadOnlySpan<byte> key) => Utf8Parser.TryParse(key[..ShortDigits], out ulong value, out _, 'x') ? value : 0;

    private static IEnumerable<byte> Format(string key, Sighting seen)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\t{key}\t{seen.Artifact}\t{seen.DurationInSeconds:R}\t{seen.Recorded.UtcTicks}");
        foreach (SeenEntry entry in seen.Entries.Prepend(seen.RecordFile))
            text.Append(CultureInfo.InvariantCulture, $"\t{entry.Path}\t{entry.Size}\t{entry.ModifiedTicks}");
        byte[] line = Encoding.UTF8.GetBytes(text.ToString()), checksum = new byte[ChecksumDigits];
        Checksum(line, checksum);
        return [.. checksum, .. line, (byte)'\n'];
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> line, Span<byte> digits)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        Convert.TryToHexStringLower(hash[..(ChecksumDigits / 2)], digits, out _);
        return digits;
    }

    // The checksum has told already that the line is one that this class wrote.
    private ref struct Cells(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> rest = rest;

        public readonly bool AtEnd => rest.IsEmpty;

        public string Text() => Encoding.UTF8.GetString(Next());

        public long Whole() => Utf8Parser.TryParse(Next(), out long value, out _) ? value : 0;

        public double Number() => Utf8Parser.TryParse(Next(), out double value, out _) ? value : 0;

        public SeenEntry Entry() => new(Text(), Whole(), Whole());

        public ReadOnlySpan<byte> Next()
        {
            int end = rest.IndexOf(Separator);
            ReadOnlySpan<byte> cell = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            return cell;
        }
    }
}
