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

    /// <exception cref="DataFormatException">There is at least one.</exception>
    internal void ThrowIfAny(string path)
    {
        if (Count == 0)
            return;
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"{Count} {(Count == 1 ? "record" : "records")} of a COCO file cannot be used.\n  file:       {path}"));
        foreach (var line in _first)
            text.Append("\n  ").Append(line);
        if (Count > _first.Count)
            text.Append(CultureInfo.InvariantCulture, $"\n  … and {Count - _first.Count} more");
        text.Append("\n  The file is damaged, was edited, or is of another data set.\n  Get it again, or set TolerateBadRecords to go on without these records.");
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
