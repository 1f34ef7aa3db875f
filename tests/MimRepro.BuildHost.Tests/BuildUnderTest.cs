using System.Linq.Expressions;
using MimRepro.BuildHost.Execution;
using MimRepro.BuildHost.Printing;

// A build sets NukeBuild.RootDirectory and Verbosity, which are static as in Nuke: one build at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MimRepro.Tests.BuildHost;

/// <summary>Runs a build in a folder of its own, with nothing of this process's environment.</summary>
internal sealed class BuildUnderTest : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public BuildUnderTest() => Directory.CreateDirectory(Path.Combine(Root, ".nuke"));

    public string Root { get; } = Directory.CreateTempSubdirectory("build host ").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public string Output => Cleaned(_output);

    public string Errors => Cleaned(_error);

    public NukeBuild? Build { get; private set; }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    public int Run<T>(string[] arguments, params Expression<Func<T, Target>>[] defaults)
        where T : NukeBuild, new()
    {
        var terminal = new Terminal(_output, _error, hasColours: false, width: 100);
        var request = new BuildRequest(arguments, Environment, Root, BuildManager.DefaultNames(defaults), terminal);
        return new BuildSession(request).Run(() => Build = new T());
    }

    public T As<T>()
        where T : NukeBuild => (T)Build!;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    // Snapshots hold neither folders nor times.
    private string Cleaned(StringWriter text) =>
        System.Text.RegularExpressions.Regex.Replace(text.ToString().Replace(Root, "<root>", StringComparison.Ordinal), @" +\d+\.\d s", "  <time>");
}
