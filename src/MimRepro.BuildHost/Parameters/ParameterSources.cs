using MimRepro.BuildHost.CommandLine;

namespace MimRepro.BuildHost.Parameters;

/// <summary>Where values come from, the strongest first: command line, environment, profile files, <c>parameters.json</c>.</summary>
internal sealed class ParameterSources(CommandLineArguments commandLine, IReadOnlyDictionary<string, string> environment)
{
    private readonly List<ParametersFile> _files = [];

    public CommandLineArguments CommandLine => commandLine;

    /// <summary>Files read, the strongest first.</summary>
    public IReadOnlyList<ParametersFile> Files => _files;

    /// <summary>Reads <c>parameters.json</c>, then the file of each profile, if there is one.</summary>
    /// <param name="root">Folder that holds <c>.nuke</c>.</param>
    /// <param name="defaultProfile">The profile if no source names one; none if null.</param>
    /// <returns>The profiles.</returns>
    public string[] ReadFiles(string root, string? defaultProfile)
    {
        var folder = Path.Combine(root, ".nuke");
        _files.Add(ParametersFile.Read(Path.Combine(folder, "parameters.json"), root));
        var profiles = Find("Profile", isOfHost: false)?.Values ?? (defaultProfile is null ? [] : [defaultProfile]);
        foreach (var profile in profiles)
        {
            // A name with a path in it can be no profile; the check of the parameter's value reports it.
            if (profile.Length > 0 && profile.IndexOfAny(['/', '\\']) < 0)
            {
                _files.Insert(0, ParametersFile.Read(Path.Combine(folder, $"parameters.{profile}.json"), root));
            }
        }

        return [.. profiles];
    }

    /// <summary>What the strongest source says about a parameter, or null.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="isOfHost">Whether it is one of the host's own.</param>
    /// <param name="isList">Whether values of a name that the command line repeats belong together.</param>
    public RawValue? Find(string name, bool isOfHost, bool isList = false)
    {
        var found = (isList ? commandLine.FindAll(name) : commandLine.Find(name)) ?? FromEnvironment(name, isOfHost);
        for (var index = 0; found == null && index < _files.Count; index++)
        {
            found = _files[index].Find(name);
        }

        return found;
    }

    // NUKE_DATA_ROOT, then DATA_ROOT or DataRoot. The host's own names are common words (TARGET, ROOT, PLAN) that other
    // programs set for themselves, so they count with the prefix only.
    private RawValue? FromEnvironment(string name, bool isOfHost)
    {
        (string Key, string Value)? plain = null;
        foreach (var (key, value) in environment)
        {
            if (ParameterNames.Same(key, "NUKE" + name))
            {
                return Of(key, value);
            }

            if (!isOfHost && ParameterNames.Same(key, name) && (plain is null || key == name))
            {
                plain = (key, value);
            }
        }

        return plain is { } found ? Of(found.Key, found.Value) : null;

        static RawValue? Of(string key, string value) =>
            value.Length == 0 ? null : new RawValue([value], $"environment variable {key}", FileFolder: null);
    }
}
