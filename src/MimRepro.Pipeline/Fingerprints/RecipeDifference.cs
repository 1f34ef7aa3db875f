using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Two recipes, member by member.</summary>
internal static class RecipeDifference
{
    private const int MaximumShown = 80;

    /// <summary>A line for each member that differs, old → new, in the order of names.</summary>
    public static IReadOnlyList<string> Members(string before, string now)
    {
        try
        {
            using JsonDocument old = JsonDocument.Parse(before);
            using JsonDocument current = JsonDocument.Parse(now);
            var lines = new List<string>();
            Walk("", old.RootElement, current.RootElement, lines);
            return lines.Count > 0 ? lines : ["text differs, values do not"];
        }
        catch (JsonException)
        {
            return ["text differs"];
        }
    }

    private static void Walk(string path, JsonElement old, JsonElement now, List<string> lines)
    {
        if (old.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
        {
            foreach (string name in old.EnumerateObject().Concat(now.EnumerateObject()).Select(member => member.Name).Distinct().Order(StringComparer.Ordinal))
            {
                string member = path.Length == 0 ? name : $"{path}.{name}";
                bool hadBefore = old.TryGetProperty(name, out JsonElement left);
                bool hasNow = now.TryGetProperty(name, out JsonElement right);
                if (hadBefore && hasNow) Walk(member, left, right, lines);
                else lines.Add($"{member}: {(hadBefore ? Text(left) : "(none)")} → {(hasNow ? Text(right) : "(none)")}");
            }
            return;
        }
        if (old.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array && old.GetArrayLength() == now.GetArrayLength())
        {
            for (int index = 0; index < now.GetArrayLength(); index++) Walk($"{path}[{index}]", old[index], now[index], lines);
            return;
        }
        if (!JsonElement.DeepEquals(old, now)) lines.Add($"{path}: {Text(old)} → {Text(now)}");
    }

    private static string Text(JsonElement value)
    {
        string text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= MaximumShown ? text : text[..MaximumShown] + "…";
    }
}
