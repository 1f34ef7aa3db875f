using MimRepro.BuildHost.Parameters;

namespace MimRepro.BuildHost.Execution;

/// <summary>Finds the folder that holds <c>.nuke</c>.</summary>
internal static class RootFolder
{
    /// <summary>The folder named by <c>--root</c>; else the first upward from where the build lies, else from the current folder.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Find(ParameterSources sources, string startFolder)
    {
        if (sources.Find("Root", isOfHost: true) is { } named)
        {
            var root = Path.GetFullPath(named.Values.Count == 0 ? "." : named.Values[0]);
            return Directory.Exists(root) ? root : throw new UsageException($"Root folder does not exist.\n  from:     {named.Origin}\n  got:      {root}");
        }

        return Upward(startFolder) ?? Upward(Environment.CurrentDirectory)
            ?? throw new UsageException(
                $"No folder '.nuke' marks the root of this build.\n  looked in: {startFolder} and {Environment.CurrentDirectory}, and all folders above\n"
                + "  Make a folder '.nuke' in the root, or add --root <folder>.");
    }

    private static string? Upward(string start)
    {
        for (var folder = new DirectoryInfo(start); folder != null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, ".nuke")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
