using System.Globalization;
using MimRepro.BuildHost.CommandLine;

namespace MimRepro.BuildHost.Parameters;

/// <summary>Turns the texts of a source into the value of a parameter.</summary>
internal static class ParameterConversion
{
    /// <summary>The value.</summary>
    /// <exception cref="UsageException">The texts do not fit the parameter; the message says which would.</exception>
    public static object? Convert(ParameterDescriptor parameter, RawValue raw, IReadOnlyList<string>? allowed)
    {
        var values = Split(raw.Values, parameter.Separator);
        if (parameter.Type.IsArray)
        {
            var array = Array.CreateInstance(parameter.Type.GetElementType()!, values.Count);
            for (var index = 0; index < values.Count; index++)
            {
                array.SetValue(ConvertOne(parameter, values[index], raw, allowed), index);
            }

            return array;
        }

        return values.Count switch
        {
            0 when parameter.ValueType == typeof(bool) => true,
            0 => throw Unfit(parameter, raw, "no value", Expected(parameter, allowed)),
            1 => ConvertOne(parameter, values[0], raw, allowed),
            _ => throw Unfit(
                parameter, raw, $"{values.Count} values: {string.Join(", ", values.Select(value => $"'{value}'"))}", $"one value: {Expected(parameter, allowed)}",
                "Targets stand before the first parameter: ./build.sh Target --name value"),
        };
    }

    /// <summary>What a value must look like, for help and messages.</summary>
    public static string Expected(ParameterDescriptor parameter, IReadOnlyList<string>? allowed)
    {
        var type = parameter.ValueType;
        return allowed != null ? string.Join(" | ", allowed)
            : type == typeof(bool) ? "true | false"
            : type == typeof(AbsolutePath) ? "a path"
            : type == typeof(int) ? $"a whole number, {int.MinValue} to {int.MaxValue}"
            : type == typeof(long) ? $"a whole number, {long.MinValue} to {long.MaxValue}"
            : type == typeof(double) ? "a number"
            : "a text";
    }

    private static IReadOnlyList<string> Split(IReadOnlyList<string> values, string? separator) =>
        values.Count == 1 && separator is { Length: > 0 }
            ? values[0].Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : values;

    private static object ConvertOne(ParameterDescriptor parameter, string text, RawValue raw, IReadOnlyList<string>? allowed)
    {
        if (allowed != null)
        {
            var match = allowed.FirstOrDefault(value => value.Equals(text, StringComparison.OrdinalIgnoreCase))
                ?? throw Unfit(parameter, raw, $"'{text}'", string.Join(" | ", NearestNames.Sort(text, allowed)));
            return parameter.ValueType.IsEnum ? Enum.Parse(parameter.ValueType, match) : match;
        }

        var type = parameter.ValueType;
        var number = NumberStyles.Float & ~NumberStyles.AllowTrailingWhite;
        var culture = CultureInfo.InvariantCulture;
        return type == typeof(string) ? text
            : type == typeof(bool) && bool.TryParse(text, out var flag) ? flag
            : type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var whole) ? whole
            : type == typeof(long) && long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var large) ? large
            : type == typeof(double) && double.TryParse(text, number, culture, out var real) ? real
            : type == typeof(AbsolutePath) && text.Length > 0 && text.IndexOf('\0', StringComparison.Ordinal) < 0
                ? AbsolutePath.Create(Path.GetFullPath(text, raw.FileFolder ?? Environment.CurrentDirectory))
            : throw Unfit(parameter, raw, $"'{text}'", Expected(parameter, allowed));
    }

    private static UsageException Unfit(ParameterDescriptor parameter, RawValue raw, string got, string expected, string? cure = null) =>
        new($"Parameter '{parameter.Dashed}' cannot take this value.\n"
            + $"  from:     {raw.Origin}\n"
            + $"  got:      {got}\n"
            + $"  expected: {expected}"
            + (cure is null ? "" : "\n  " + cure));
}
