using System.Collections;
using System.Globalization;
using System.Text;
using MimRepro.BuildHost.Parameters;
using MimRepro.BuildHost.Planning;

namespace MimRepro.BuildHost.Printing;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string Write(NukeBuild build, TargetCatalog targets, ParameterCatalog parameters, int width)
    {
        var text = new StringBuilder("Usage: ./build.sh [targets] [--parameter value]...\n\nTargets (with their direct dependencies):\n\n");
        foreach (var target in targets.Targets.Where(target => target.Listed))
        {
            var name = target.Name + (target.IsDefault ? " (default)" : "");
            var needed = string.Join(", ", target.ExecutionDependencies.Select(dependency => dependency.Name));
            text.Append(needed.Length == 0 ? $"  {name}\n" : $"  {name,-20} -> {needed}\n");
            if (target.Description is { Length: > 0 } description)
            {
                AppendWrapped(text, "    ", description, width);
            }
        }

        text.Append("\nParameters:\n");
        foreach (var group in parameters.All.Where(parameter => parameter.IsListed).GroupBy(parameter => parameter.IsOfHost))
        {
            AppendParameters(text, build, [.. group], targets, width);
        }

        text.Append(
            "\nA value comes from the command line, else from the environment (NUKE_SOME_NAME or SOME_NAME),\n"
            + "else from .nuke/parameters.<profile>.json, else from .nuke/parameters.json.");
        return text.ToString();
    }

    private static void AppendParameters(
        StringBuilder text, NukeBuild build, List<ParameterDescriptor> parameters, TargetCatalog targets, int width)
    {
        var indent = Math.Max(18, parameters.Max(parameter => parameter.Dashed.Length) + 4);
        text.Append('\n');
        foreach (var parameter in parameters)
        {
            var start = $"  {parameter.Dashed.PadRight(indent - 4)}  ";
            AppendWrapped(text, start, Describe(build, parameter, targets), width, new string(' ', indent));
        }
    }

    private static string Describe(NukeBuild build, ParameterDescriptor parameter, TargetCatalog targets)
    {
        var defaults = string.Join(", ", targets.Targets.Where(target => target.IsDefault).Select(target => target.Name));
        var text = new StringBuilder(parameter.Description.Replace("{default_target}", defaults, StringComparison.Ordinal).TrimEnd('.')).Append('.');
        if (parameter.AllowedValues(build) is { } allowed)
        {
            text.Append(" One of ").AppendJoin(", ", allowed).Append('.');
        }

        if (DefaultValue(parameter.Get(build)) is { Length: > 0 } value && !parameter.Description.Contains("Default is", StringComparison.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $" Default is '{value}'.");
        }

        return text.ToString();
    }

    /// <summary>A value as one would type it; paths below the root are shown from there.</summary>
    public static string? DefaultValue(object? value) => value switch
    {
        null => null,
        AbsolutePath path => Path.GetRelativePath(NukeBuild.RootDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative,
        bool flag => flag ? "true" : "false",
        string text => text,
        IEnumerable many => string.Join(' ', many.Cast<object>().Select(DefaultValue)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static void AppendWrapped(StringBuilder text, string start, string sentence, int width, string? indent = null)
    {
        indent ??= start;
        var line = new StringBuilder(start);
        var isEmpty = true;
        foreach (var word in sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(indent);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
