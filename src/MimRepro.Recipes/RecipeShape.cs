using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace MimRepro.Recipes;

/// <summary>Compares JSON with a recipe type and names every member that is unknown, missing or of the wrong type.</summary>
/// <remarks>The serializer alone stops at the first of them and does not say what was meant.</remarks>
internal static class RecipeShape
{
    public static IReadOnlyList<RecipeFault> Check(JsonNode? node, JsonTypeInfo type)
    {
        var faults = new List<RecipeFault>();
        CheckValue(node, type, "", faults);
        return faults;
    }

    private static void CheckValue(JsonNode? node, JsonTypeInfo type, string path, List<RecipeFault> faults)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject members && type.PolymorphismOptions is { } families:
                CheckFamily(members, families, path, faults);
                break;
            case JsonTypeInfoKind.Object when node is JsonObject members:
                CheckMembers(members, type, path, faults);
                break;
            case JsonTypeInfoKind.Enumerable when node is JsonArray items:
                var element = RecipeJsonContext.Default.GetTypeInfo(type.ElementType!)!;
                for (var i = 0; i < items.Count; i++)
                    CheckValue(items[i], element, $"{path}[{i}]", faults);
                break;
            case JsonTypeInfoKind.None when IsReadable(node, type):
                break;
            default:
                faults.Add(new("", path.Length == 0 ? "(recipe)" : path, node?.ToJsonString() ?? "null", Describe(type)));
                break;
        }
    }

    /// <summary>An object of one of several types; a member of its own names which.</summary>
    private static void CheckFamily(JsonObject members, JsonPolymorphismOptions families, string path, List<RecipeFault> faults)
    {
        var discriminator = families.TypeDiscriminatorPropertyName;
        var name = members[discriminator] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        var known = families.DerivedTypes.ToDictionary(family => (string)family.TypeDiscriminator!, family => family.DerivedType);
        if (name is not null && known.TryGetValue(name, out var type))
            CheckMembers(members, RecipeJsonContext.Default.GetTypeInfo(type)!, path, faults, discriminator);
        else
            faults.Add(new("", $"{path}.{discriminator}", members[discriminator]?.ToJsonString() ?? "nothing: the member is missing",
                "one of " + string.Join(", ", NearestName.Sort(name ?? "", known.Keys))));
    }

    private static void CheckMembers(JsonObject members, JsonTypeInfo type, string path, List<RecipeFault> faults, string? discriminator = null)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        var known = type.Properties.Select(property => property.Name).ToArray();

        foreach (var unknown in members.Select(member => member.Key).Where(key => key != discriminator && !known.Contains(key)).Order(StringComparer.Ordinal))
        {
            faults.Add(new("", prefix + unknown, "a member that the recipe does not have",
                "one of " + string.Join(", ", NearestName.Sort(unknown, known))));
        }

        foreach (var property in type.Properties.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (!members.TryGetPropertyValue(property.Name, out var value))
                faults.Add(new("", prefix + property.Name, "nothing: the member is missing", "every member written out; nothing has a default"));
            else if (value is not null || !property.IsSetNullable)
                CheckValue(value, RecipeJsonContext.Default.GetTypeInfo(property.PropertyType)!, prefix + property.Name, faults);
        }
    }

    private static bool IsReadable(JsonNode? node, JsonTypeInfo type)
    {
        // The enum converter would take numbers too, and a number is not canonical.
        if (type.Type.IsEnum)
            return node?.GetValueKind() == JsonValueKind.String && Enum.GetNames(type.Type).Contains(node.GetValue<string>());

        try
        {
            node.Deserialize(type);
            return node is not null || Nullable.GetUnderlyingType(type.Type) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Describe(JsonTypeInfo type) => type.Type switch
    {
        { IsEnum: true } choice => "one of " + string.Join(", ", Enum.GetNames(choice)),
        _ when type.Kind == JsonTypeInfoKind.Object => $"an object ({type.Type.Name})",
        _ when type.Kind == JsonTypeInfoKind.Enumerable => "a list",
        var number when number == typeof(double) || number == typeof(double?) => "a number",
        var whole when whole == typeof(int) || whole == typeof(int?) || whole == typeof(long) => "a whole number",
        var flag when flag == typeof(bool) => "true or false",
        _ => "a text",
    };
}
