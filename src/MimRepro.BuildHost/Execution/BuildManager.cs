using System.Collections;
using System.Linq.Expressions;
using MimRepro.BuildHost.CommandLine;
using MimRepro.BuildHost.Printing;

namespace MimRepro.BuildHost.Execution;

/// <summary>Starts a build with what the process was given.</summary>
internal static class BuildManager
{
    public static int Execute<T>(Expression<Func<T, Target>>[] defaultTargets)
        where T : NukeBuild, new()
    {
        Dictionary<string, string> environment = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        var request = new BuildRequest(
            Environment.GetCommandLineArgs()[1..],
            environment,
            AppContext.BaseDirectory,
            DefaultNames(defaultTargets),
            Terminal.OfProcess());
        return new BuildSession(request).Run(() => new T());
    }

    // The names are in the expressions: compiling these would cost more than all the rest of a start.
    internal static List<string> DefaultNames<T>(Expression<Func<T, Target>>[] expressions) => [.. expressions.Select(expression =>
        expression.Body is MemberExpression { Member.Name: var name }
            ? name
            : throw new InvalidOperationException($"'{expression}' names no target: write 'build => build.Target'."))];
}

/// <summary>All that a build depends on besides itself.</summary>
/// <param name="Arguments">Command line without the program.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="StartFolder">Where to begin looking upward for the folder that has <c>.nuke</c>.</param>
/// <param name="DefaultTargets">Names of the targets to run if none is named.</param>
/// <param name="Terminal">Where to print.</param>
internal sealed record BuildRequest(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string StartFolder,
    IReadOnlyCollection<string> DefaultTargets,
    Terminal Terminal)
{
    public CommandLineArguments CommandLine { get; } = CommandLineArguments.Parse(Arguments);
}
