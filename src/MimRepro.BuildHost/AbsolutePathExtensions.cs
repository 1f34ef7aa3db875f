namespace MimRepro.BuildHost;

/// <summary>Files and folders at a path.</summary>
public static class AbsolutePathExtensions
{
    /// <summary>True if a file is there.</summary>
    public static bool FileExists(this AbsolutePath path) => File.Exists(path);

    /// <summary>True if a folder is there.</summary>
    public static bool DirectoryExists(this AbsolutePath path) => Directory.Exists(path);

    /// <summary>Makes the folder and those above it; an existing one is left as it is.</summary>
    public static AbsolutePath CreateDirectory(this AbsolutePath path)
    {
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Makes an empty folder: what was in it is deleted.</summary>
    public static AbsolutePath CreateOrCleanDirectory(this AbsolutePath path)
    {
        path.DeleteDirectory();
        return path.CreateDirectory();
    }

    /// <summary>Deletes the file if it is there.</summary>
    public static void DeleteFile(this AbsolutePath path)
    {
        if (path.FileExists())
        {
            File.SetAttributes(path, FileAttributes.Normal);
            File.Delete(path);
        }
    }

    /// <summary>Deletes the folder with all that is in it, read-only files too, if it is there.</summary>
    public static void DeleteDirectory(this AbsolutePath path)
    {
        if (!path.DirectoryExists())
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(path, recursive: true);
    }

    /// <summary>Files in the folder, by name; <paramref name="depth"/> 1 looks into the folder itself only.</summary>
    public static IEnumerable<AbsolutePath> GetFiles(this AbsolutePath path, string pattern = "*", int depth = 1) =>
        depth <= 0
            ? []
            : Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal).Select(AbsolutePath.Create)
                .Concat(path.GetDirectories().SelectMany(folder => folder.GetFiles(pattern, depth - 1)));

    /// <summary>Folders in the folder, by name; <paramref name="depth"/> 1 looks into the folder itself only.</summary>
    public static IEnumerable<AbsolutePath> GetDirectories(this AbsolutePath path, string pattern = "*", int depth = 1) =>
        depth <= 0
            ? []
            : Directory.EnumerateDirectories(path, pattern).Order(StringComparer.Ordinal).Select(AbsolutePath.Create)
                .Concat(depth == 1 ? [] : Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Select(AbsolutePath.Create)
                    .SelectMany(folder => folder.GetDirectories(pattern, depth - 1)));

    /// <summary>The file as text.</summary>
    public static string ReadAllText(this AbsolutePath path) => File.ReadAllText(path);

    /// <summary>Writes the text, making the folder if need be; it ends with a line break.</summary>
    public static AbsolutePath WriteAllText(this AbsolutePath path, string content)
    {
        path.Parent?.CreateDirectory();
        File.WriteAllText(path, content.TrimEnd('\r', '\n') + "\n");
        return path;
    }
}
