using System.Globalization;

namespace MimRepro.Data.Classification;

/// <summary>A data set's folder and the lists in it, which are not trusted.</summary>
internal sealed record SetFolder(string Path)
{
    private const long MostListBytes = 1L << 30;
    private const int MostShown = 200;

    private static readonly string[] PictureEndings = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>Where <paramref name="path"/>, which has slashes, lies below this folder.</summary>
    public string this[string path] => Below(Path, path);

    public static string Below(string folder, string path) => System.IO.Path.Combine([folder, .. path.Split('/', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>Whether a path from a list stays below the folder it is laid on.</summary>
    public static bool IsBelow(string path) =>
        path.Trim('/').Length > 0 && path.IndexOfAny(['\\', ':', '\0']) < 0 && !path.Split('/').Any(part => part is ".." or ".");

    /// <summary>Text from a file as it may stand in a message.</summary>
    public static string Shortened(string text)
    {
        var shown = text.Length <= MostShown ? text : text[..MostShown] + "…";
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(letter => char.IsControl(letter) ? '?' : letter)) : shown;
    }

    /// <summary>A number without sign, at most nine digits; null for anything else.</summary>
    public static int? Number(string text) =>
        text.Length is > 0 and < 10 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The lines of a list, without white space at their ends and without empty ones after the last record.</summary>
    /// <exception cref="DataFormatException">It is missing, empty or too long.</exception>
    public string[] Lines(string list)
    {
        CheckSize(list);
        var lines = File.ReadAllLines(this[list]).Select(line => line.Trim()).ToArray();
        var used = Array.FindLastIndex(lines, line => line.Length > 0) + 1;
        return used > 0 ? lines[..used] : throw Bad(list, "is empty", "one record or more", "none");
    }

    /// <summary>The lines of a list that names each class once.</summary>
    /// <exception cref="DataFormatException">Also: a line is empty, or a class is named twice.</exception>
    public string[] ClassNames(string list)
    {
        var names = Lines(list);
        var seen = new HashSet<string>();
        for (var i = 0; i < names.Length; i++)
            if (names[i].Length == 0 || !seen.Add(names[i]))
                throw Bad(list, "does not name each class once", "names that differ, one a line", $"{(names[i].Length == 0 ? "nothing" : $"'{Shortened(names[i])}' again")} in line {i + 1}");
        return names;
    }

    /// <summary>The whole file.</summary>
    /// <exception cref="DataFormatException">It is missing or too long.</exception>
    public byte[] Content(string file)
    {
        CheckSize(file);
        return File.ReadAllBytes(this[file]);
    }

    /// <summary>The names of the folders in a folder, in the order of their bytes.</summary>
    /// <exception cref="DataFormatException">It is missing.</exception>
    public string[] Folders(string folder)
    {
        if (!Directory.Exists(this[folder]))
            throw new DataFormatException($"A folder of the data set is missing.\n  folder:     {this[folder]}\n  The copy is incomplete, or the data folder is another one.\n  Unpack the set as it is published.");
        return [.. new DirectoryInfo(this[folder]).EnumerateDirectories().Select(each => each.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of the pictures in a folder, by their endings, in the order of their bytes.</summary>
    public string[] Pictures(string folder) =>
        [.. new DirectoryInfo(this[folder]).EnumerateFiles().Select(file => file.Name)
            .Where(name => name[0] != '.' && PictureEndings.Contains(System.IO.Path.GetExtension(name).ToLowerInvariant())).Order(StringComparer.Ordinal)];

    /// <summary>A fault that makes the whole set unreadable.</summary>
    public DataFormatException Bad(string file, string what, string expected, string got) =>
        new($"A list of the data set {what}.\n  file:       {this[file]}\n  expected:   {expected}\n  got:        {got}\n  The copy is damaged or of another set.\n  Unpack the set again as it is published.");

    private void CheckSize(string list)
    {
        var file = new FileInfo(this[list]);
        if (!file.Exists)
            throw new DataFormatException($"A list of the data set is missing.\n  file:       {this[list]}\n  The copy is incomplete, or the data folder is another one.\n  Unpack the set as it is published.");
        if (file.Length > MostListBytes)
            throw Bad(list, "is too long to be one", $"at most {MostListBytes} bytes", $"{file.Length}");
    }
}
