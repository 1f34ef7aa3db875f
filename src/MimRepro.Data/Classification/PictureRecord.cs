namespace MimRepro.Data.Classification;

/// <summary>One record of a list as its reader found it: a picture, or what is wrong.</summary>
/// <param name="File">The list, below the set's folder.</param>
/// <param name="Place">Where in it: <c>line 3</c>, <c>images[3]</c>.</param>
/// <param name="Picture">Null when the record cannot be read.</param>
/// <param name="Fault">Null when nothing is wrong so far.</param>
internal sealed record PictureRecord(string File, string Place, LabelledPicture? Picture, string? Fault)
{
    public static PictureRecord Faulty(string file, string place, string fault) => new(file, place, null, fault);

    /// <summary>A record of a picture in a file of its own.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <param name="path">Below it, with slashes.</param>
    /// <param name="label">Null when the record names no known class; <paramref name="unknown"/> then says what it names.</param>
    public static PictureRecord Of(string file, string place, string folder, string path, int? label, string unknown = "") =>
        !SetFolder.IsBelow(path) ? Faulty(file, place, $"{SetFolder.Shortened(path)} leads out of the folder")
        : label is null ? Faulty(file, place, $"{SetFolder.Shortened(path)} is of an unknown class {SetFolder.Shortened(unknown)}")
        : new(file, place, new(path, new PictureFile(SetFolder.Below(folder, path)), label, null), null);

    /// <summary>The record after a look at its picture.</summary>
    public PictureRecord Checked() => Picture?.Source.Fault() is { } fault ? this with { Picture = null, Fault = $"{SetFolder.Shortened(Picture.Name)} {fault}" } : this;

    public override string ToString() => $"{File}, {Place}: {Fault}";
}

/// <summary>What a reader found: the classes in the order of their labels, and every picture of the split.</summary>
internal sealed record PictureListing(IReadOnlyList<string> Classes, IReadOnlyList<PictureRecord> Records)
{
    /// <summary>Faults that belong to no picture of the list.</summary>
    public IReadOnlyList<PictureRecord> Strays { get; init; } = [];
}
