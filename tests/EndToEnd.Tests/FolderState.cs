namespace EndToEnd.Tests;

/// <summary>Every file of a folder with size and time stamp: equal states mean that nothing was written.</summary>
public static class FolderState
{
    public static IReadOnlyList<string> Of(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Select(entry => $"{Path.GetRelativePath(folder, entry)} {(File.Exists(entry) ? new FileInfo(entry).Length : -1)} {File.GetLastWriteTimeUtc(entry):O}")
            .Order(StringComparer.Ordinal)];
}
