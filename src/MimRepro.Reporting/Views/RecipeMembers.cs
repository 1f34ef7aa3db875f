using System.Text.Json;
using System.Text.RegularExpressions;

namespace MimRepro.Reporting.Views;

/// <summary>Reading members of recipes whatever the case of their names, and names of things for links.</summary>
internal static partial class RecipeMembers
{
    public static JsonElement? Member(this JsonElement json, string name)
    {
        if (json.ValueKind == JsonValueKind.Object)
            foreach (var member in json.EnumerateObject())
                if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                    return member.Value;
        return null;
    }

    public static string Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>Letters, digits and dashes only: fit for an id, a link and a selector.</summary>
    public static string Slug(this string text) => NotSlug().Replace(text.ToLowerInvariant(), "-");

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotSlug();
}
