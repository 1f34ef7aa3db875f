namespace MimRepro.Data.Tests;

/// <summary>An empty folder of one test's own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mimrepro-data-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Folder(string name) => Directory.CreateDirectory(File(name)).FullName;

    /// <summary>A message without this machine's paths.</summary>
    public string Anonymous(string message) => message.Replace(Path, "<folder>", StringComparison.Ordinal).Replace('\\', '/');

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
