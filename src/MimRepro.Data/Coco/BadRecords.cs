using System.Globalization;
using System.Text;

namespace MimRepro.Data.Coco;

/// <summary>Records of a file that cannot be used: how many, and what is wrong with the first ten.</summary>
public sealed class BadRecords
{
    private const int MostDescribed = 10;
    private readonly List<string> _first = [];

    public long Count { get; private set; }

    /// <summary>One line each: list, place, id, byte, fault.</summary>
    public IReadOnlyList<string> First => _first;

    internal void Add(RecordPlace place, string fault)
    {
        Count++;
        if (_first.Count < MostDescribed)
            _first.Add($"{place}: {fault}");
    }

    /// <summary>Those of two files.</summary>
    internal static BadRecords Of(BadRecords one, BadRecords other)
    {
        var both = new BadRecords { Count = one.Count + other.Count };
        both._first.AddRange(one._first.Concat(other._first).Take(MostDescribed));
        return both;
    }

    /// <exception cref="DataFormatException">There are more.</exception>
    internal void ThrowIfMoreThan(int tolerated, string path)
    {
        if (Count <= tolerated)
            return;
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"{Count} {(Count == 1 ? "record" : "records")} of a COCO file cannot be used.\n  file:       {path}"));
        foreach (var line in _first)
            text.Append("\n  ").Append(line);
        if (Count > _first.Count)
            text.Append(CultureInfo.InvariantCulture, $"\n  … and {Count - _first.Count} more");
        text.Append("\n  The file is damaged, was edited, or is of another data set.\n  Get it again, or raise ToleratedBadRecords to go on without these records.");
        throw new DataFormatException(text.ToString());
    }
}

/// <summary>Where a record lies in its file.</summary>
/// <param name="List">The list's name; empty where the file is a list itself.</param>
/// <param name="Index">Place in the list, from 0.</param>
/// <param name="Offset">Byte of the file at which the record begins.</param>
/// <param name="Id">Null while it is not known.</param>
internal readonly record struct RecordPlace(string List, long Index, long Offset, long? Id = null)
{
    public override string ToString() => Id is { } id
        ? string.Create(CultureInfo.InvariantCulture, $"{List}[{Index}] (id {id}, byte {Offset})")
        : string.Create(CultureInfo.InvariantCulture, $"{List}[{Index}] (byte {Offset})");
}
