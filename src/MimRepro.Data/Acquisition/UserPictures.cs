using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MimRepro.Data.Acquisition;

/// <summary>Sets of pictures in the user's own folders: they stay there, and the artifact only tells whether they are still the same.</summary>
/// <remarks>Names and sizes of all files stand for their content: hashing a hundred gigabytes before each step would take longer than many steps.</remarks>
public static class UserPictures
{
    public const string ListFile = "pictures.json";

    private const int Deepest = 16; // links may lead in a circle

    private static readonly EnumerationOptions OneLevel = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>Looks for the set below the user's data folder and writes down what lies there.</summary>
    /// <param name="dataset">One of <see cref="UserSet.Names"/>.</param>
    /// <param name="dataRoot">The user's data folder, or null.</param>
    /// <param name="outputFolder">Exists; the artifact to be.</param>
    /// <param name="progress">Files done, files in all, what is being done.</param>
    /// <exception cref="DataFormatException">No data folder is given, or the set is not in it.</exception>
    public static void Prepare(string dataset, string? dataRoot, string outputFolder, Action<long, long, string> progress)
    {
        var folder = Find(dataset, dataRoot);
        progress(0, 1, $"listing {folder}");
        var list = PictureList.Of(folder);
        using var file = File.Create(Path.Combine(outputFolder, ListFile));
        using var json = new Utf8JsonWriter(file, new() { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("dataset", dataset);
        json.WriteNumber("files", list.Files);
        json.WriteNumber("bytes", list.Bytes);
        json.WriteString("list_sha256", list.Sha256);
        json.WriteEndObject();
        progress(1, 1, $"{list.Files} files found");
    }

    /// <summary>The set's folder, if it holds what it held when it was prepared.</summary>
    /// <param name="dataset">One of <see cref="UserSet.Names"/>.</param>
    /// <param name="dataRoot">The user's data folder, or null.</param>
    /// <param name="artifact">Of the step that prepared the set.</param>
    /// <exception cref="DataFormatException">No data folder is given, the set is not in it, it has changed, or the artifact is of another set.</exception>
    public static string Open(string dataset, string? dataRoot, string artifact)
    {
        var path = Path.Combine(artifact, ListFile);
        if (!File.Exists(path))
            throw new DataFormatException($"The step that prepared the data prepared another set.\n  file:       {path}\n  expected:   the list of '{dataset}'\n  got:        no file\n  Let the step's data come from a prepare-data step for '{dataset}'.");
        var (prepared, known) = Read(path);
        if (prepared != dataset)
            throw new DataFormatException($"The step that prepared the data prepared another set.\n  file:       {path}\n  expected:   {dataset}\n  got:        {prepared}\n  Let the step's data come from a prepare-data step for '{dataset}'.");
        var folder = Find(dataset, dataRoot);
        var found = PictureList.Of(folder);
        if (found != known)
            throw new DataFormatException(
                $"A data set has changed since it was prepared.\n  data set:   {dataset}\n  folder:     {folder}\n  expected:   {known}\n  got:        {found}\n" +
                "  Files were added, removed or changed, or --data-root is another folder.\n  Put them back, or use another --store for this copy.");
        return folder;
    }

    private static (string Dataset, PictureList List) Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return (root.GetProperty("dataset").GetString() ?? "", new(root.GetProperty("files").GetInt64(), root.GetProperty("bytes").GetInt64(), root.GetProperty("list_sha256").GetString() ?? ""));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DataFormatException($"The list of a data set cannot be read: {fault.Message}\n  file:       {path}\n  The artifact is damaged; run with --verify to make it again.", fault);
        }
    }

    // The folder of that name in the user's, or the user's folder itself.
    private static string Find(string dataset, string? dataRoot)
    {
        var set = UserSet.Of(dataset);
        if (dataRoot is null)
            throw new DataFormatException($"Data set '{dataset}' has to be brought along.\n  parameter:  --data-root\n  got:        none\n  expected:   a folder with {dataset}/, and in it {set.Layout}\n  The build gets no pictures by itself.");
        string[] folders = [.. set.Folders(Path.GetFullPath(dataRoot))];
        var top = set.TopNames();
        return Array.Find(folders, folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(entry => top.Contains(Path.GetFileName(entry))))
            ?? throw new DataFormatException(
                $"Data set '{dataset}' is not in the folder given as --data-root.\n  looked in:  {string.Join(", ", folders)}\n  expected:   {set.Layout}\n  Unpack the set there as it is published, or correct the path.");
    }

    /// <summary>What a folder holds, however deep.</summary>
    private sealed record PictureList(long Files, long Bytes, string Sha256)
    {
        // Folder by folder: a set may have more files than fit into memory as a list.
        public static PictureList Of(string folder)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (files, bytes) = (0L, 0L);
            Add(new(folder), "", Deepest);
            return new(files, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));

            void Add(DirectoryInfo current, string path, int levels)
            {
                var entries = current.GetFileSystemInfos("*", OneLevel).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToArray();
                foreach (var file in entries.OfType<FileInfo>())
                {
                    hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{path}{file.Name}\0{file.Length}\n")));
                    (files, bytes) = (files + 1, bytes + file.Length);
                }
                foreach (var below in levels > 0 ? entries.OfType<DirectoryInfo>() : [])
                    Add(below, $"{path}{below.Name}/", levels - 1);
            }
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Files} files, {Bytes} bytes, list {Sha256[..Math.Min(12, Sha256.Length)]}");
    }
}
