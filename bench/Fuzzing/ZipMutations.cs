using System.IO.Compression;

namespace MimRepro.Bench.Fuzzing;

/// <summary>Edits inside of a zip file, sealed again with right sizes and checksums so that they get as far as the pickle.</summary>
internal static class ZipMutations
{
    /// <returns>Null where the bytes are no zip file.</returns>
    public static byte[]? Any(Random random, byte[] bytes, byte[] other)
    {
        if (Unpack(bytes) is not { Count: > 0 } entries)
            return null;
        int pickle = entries.FindIndex(entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal));
        byte[] otherPickle = Unpack(other)?.Find(entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal)).Bytes ?? other;
        int any = random.Next(entries.Count);
        switch (random.Next(8))
        {
            case 0: entries.RemoveAt(any); break;
            case 1: entries.Add((entries[any].Name + (random.Next(2) == 0 ? "" : "x"), entries[random.Next(entries.Count)].Bytes)); break;
            case 2: entries[any] = (entries[any].Name, ByteMutations.Any(random, entries[any].Bytes, other)); break;
            case 3: entries[any] = ($"../{entries[any].Name}", entries[any].Bytes); break;
            case >= 4 when pickle >= 0: entries[pickle] = (entries[pickle].Name, PickleMutations.Any(random, entries[pickle].Bytes, otherPickle)); break;
        }
        return Pack(entries, random.Next(8) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
    }

    private static List<(string Name, byte[] Bytes)>? Unpack(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith("PK"u8))
            return null;
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes));
            return [.. archive.Entries.Select(entry => (entry.FullName, Read(entry)))];
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or IOException)
        {
            return null; // an edit before this one broke it
        }
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        if (entry.Length > 1 << 20)
            throw new InvalidDataException();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Pack(List<(string Name, byte[] Bytes)> entries, CompressionLevel level)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream stream = archive.CreateEntry(name == "" ? "x" : name, level).Open(); // an edit before may have taken the name
                stream.Write(bytes);
            }
        return packed.ToArray();
    }
}
