using MimRepro.BuildHost.Parameters;
using MimRepro.BuildHost.Planning;

namespace MimRepro.BuildHost.Execution;

/// <summary>Reads all input of a build and collects what is wrong with it.</summary>
internal sealed class ParameterBinding(ParameterSources sources, ParameterCatalog parameters, TargetCatalog targets)
{
    private readonly List<string> _faults = [];

    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
        {
            throw new UsageException(string.Join("\n\n", _faults));
        }
    }

    public void RefuseUnknownNames()
    {
        foreach (var (written, value) in sources.CommandLine.Named)
        {
            Check(written, value);
        }

        foreach (var (name, value) in sources.Files.SelectMany(file => file.Entries))
        {
            Check(name, value);
        }

        void Check(string name, RawValue value)
        {
            if (!parameters.Knows(name))
            {
                _faults.Add($"Unknown parameter '{name}'.\n  from:     {value.Origin}\n  known:    {parameters.Nearest(name)}");
            }
        }
    }

    /// <summary>Gives the build's own parameters the values that a source has for them.</summary>
    public void FillParameters(NukeBuild build)
    {
        foreach (var parameter in parameters.OfBuild)
        {
            if (sources.Find(parameter.Name, isOfHost: false, parameter.Type.IsArray) is { } raw && TryConvert(parameter, raw, parameter.AllowedValues(build), out var value))
            {
                parameter.Set(build, value);
            }
        }
    }

    public object? HostValue(string name)
    {
        var parameter = ParameterCatalog.OfHost.Single(candidate => candidate.Name == name);
        return sources.Find(name, isOfHost: true) is { } raw
            && TryConvert(parameter, raw, parameter.ValueType.IsEnum ? Enum.GetNames(parameter.ValueType) : null, out var value)
            ? value
            : null;
    }

    /// <summary>The targets named on the command line, or by <c>--target</c>; none if the default ones shall run.</summary>
    public List<ExecutableTarget> InvokedTargets()
    {
        List<ExecutableTarget> invoked = Resolve(Separated(sources.CommandLine.Positional), "command line");
        if (sources.Find("Target", isOfHost: true) is { } raw && (invoked.Count == 0 || sources.CommandLine.Find("Target") != null))
        {
            invoked.AddRange(Resolve(Separated(raw.Values), raw.Origin));
        }

        return [.. invoked.Distinct()];
    }

    public List<ExecutableTarget>? SkippedTargets() =>
        sources.Find("Skip", isOfHost: true) is { } raw ? Resolve(Separated(raw.Values), raw.Origin) : null;

    private static IEnumerable<string> Separated(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split('+', StringSplitOptions.RemoveEmptyEntries));

    private List<ExecutableTarget> Resolve(IEnumerable<string> names, string origin)
    {
        List<ExecutableTarget> found = [];
        foreach (var name in names)
        {
            if (targets.Find(name) is { } target)
            {
                found.Add(target);
            }
            else
            {
                _faults.Add(targets.UnknownTarget(name, origin));
            }
        }

        return found;
    }

    private bool TryConvert(ParameterDescriptor parameter, RawValue raw, IReadOnlyList<string>? allowed, out object? value)
    {
        try
        {
            value = ParameterConversion.Convert(parameter, raw, allowed);
            return true;
        }
        catch (UsageException fault)
        {
            _faults.Add(fault.Message);
            value = null;
            return false;
        }
    }
}
