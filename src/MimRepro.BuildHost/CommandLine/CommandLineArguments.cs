using MimRepro.BuildHost.Parameters;

namespace MimRepro.BuildHost.CommandLine;

/// <summary>A command line taken apart: targets first, then names, each with the values that follow it.</summary>
/// <remarks><c>Target1 Target2 --name value --flag --list a b --name=value</c>. A name that comes twice counts the last time, or where a list is wanted every time.</remarks>
internal sealed class CommandLineArguments
{
    private readonly List<(string Written, RawValue Value)> _named = [];

    private CommandLineArguments()
    {
    }

    /// <summary>What stands before the first name.</summary>
    public List<string> Positional { get; } = [];

    /// <summary>Names as written, with their values.</summary>
    public IReadOnlyList<(string Written, RawValue Value)> Named => _named;

    public static CommandLineArguments Parse(IEnumerable<string> arguments)
    {
        var parsed = new CommandLineArguments();
        List<string>? values = null;
        foreach (var argument in arguments)
        {
            if (!IsName(argument))
            {
                (values ?? parsed.Positional).Add(argument);
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var written = equals < 0 ? argument : argument[..equals];
            List<string> following = equals < 0 ? [] : [argument[(equals + 1)..]];
            parsed._named.Add((written, new RawValue(following, "command line", FileFolder: null)));
            values = following;
        }

        return parsed;
    }

    /// <summary>The values given to a parameter, or null if its name does not occur.</summary>
    public RawValue? Find(string name)
    {
        for (var index = _named.Count - 1; index >= 0; index--)
        {
            if (ParameterNames.Same(_named[index].Written, name))
            {
                return _named[index].Value;
            }
        }

        return null;
    }

    /// <summary>As <see cref="Find"/>, with the values of every occurrence, for a parameter that takes a list.</summary>
    public RawValue? FindAll(string name)
    {
        var found = _named.Where(named => ParameterNames.Same(named.Written, name)).ToList();
        return found.Count == 0 ? null : found[^1].Value with { Values = [.. found.SelectMany(named => named.Value.Values)] };
    }

    // "-1" is a number, so that a value out of range is reported as such and not as an unknown name.
    private static bool IsName(string argument) =>
        argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]) && argument[1] != '.';
}
