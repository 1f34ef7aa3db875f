using System.Text.Json;
using System.Text.RegularExpressions;
using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>A value of a recipe under the members on the way to it, joined by dots.</summary>
internal sealed record RecipeMemberView(string Path, string Value);

/// <summary>Recipes that differ in nothing but their seed, printed once.</summary>
internal sealed record RecipeCardView(
    string Id, string Name, string Source, string Seeds, string UsedBy, IReadOnlyList<string> Deviations, IReadOnlyList<RecipeMemberView> Members);

/// <summary>The recipes of one kind of step.</summary>
internal sealed partial record RecipeGroupView(string Title, IReadOnlyList<RecipeCardView> Recipes)
{

    public static IReadOnlyList<RecipeView> RecipesOf(RunRecord run) => run.Steps
        .GroupBy(x => (x.Step.Kind, x.Step.RecipeJson))
        .Select(x => new RecipeView(x.Key.Kind, x.Key.RecipeJson, x.Select(y => y.Step.Name).ToArray())).ToArray();

    public static IReadOnlyList<RecipeGroupView> Of(IReadOnlyList<RecipeView> recipes) => recipes
        .Select(x => (x.Kind, Read: Read(x)))
        .GroupBy(x => x.Kind)
        .Select((kind, place) => new RecipeGroupView(
            Words.Text(kind.Key),
            kind.GroupBy(x => x.Read.WithoutSeed).Select((same, index) => Card($"recipe-{place}-{index}", same.Select(x => x.Read).ToArray())).ToArray()))
        .ToArray();

    private sealed record Parsed(string WithoutSeed, string Seed, string Name, string Source, string[] Deviations, RecipeMemberView[] Members, IReadOnlyList<string> UsedBy);

    private static RecipeCardView Card(string id, Parsed[] same) => new(
        id, same.Length == 1 ? same[0].Name : SeedOfId().Replace(same[0].Name, ""), same[0].Source,
        string.Join(", ", same.Select(x => x.Seed).Where(x => x != "").Distinct()),
        string.Join(", ", same.SelectMany(x => x.UsedBy)), same[0].Deviations, same[0].Members);

    private static Parsed Read(RecipeView recipe)
    {
        try
        {
            using var json = JsonDocument.Parse(recipe.Json);
            var members = Flatten(json.RootElement, "").ToArray();
            var rest = members.Where(x => !IsNamed(x, "seed"))
                .Select(x => IsNamed(x, "id") ? x with { Value = SeedOfId().Replace(x.Value, "") } : x);
            return new Parsed(
                string.Join('\n', rest.Select(x => $"{x.Path}={x.Value}")), members.FirstOrDefault(x => IsNamed(x, "seed"))?.Value ?? "",
                Or(json.RootElement.Text("Id"), "(without id)"), json.RootElement.Text("Source"), Deviations(json.RootElement),
                members.Where(x => !IsNamed(x, "id") && !IsNamed(x, "source") && !x.Path.StartsWith("deviations", StringComparison.OrdinalIgnoreCase) && !IsNamed(x, "seed")).ToArray(),
                recipe.UsedBy);
        }
        catch (JsonException)
        {
            return new Parsed(recipe.Json, "", "(not JSON)", "", [], [new RecipeMemberView("text", recipe.Json)], recipe.UsedBy);
        }
    }

    private static bool IsNamed(RecipeMemberView member, string name) => string.Equals(member.Path, name, StringComparison.OrdinalIgnoreCase);

    private static string Or(string text, string otherwise) => text == "" ? otherwise : text;

    private static string[] Deviations(JsonElement recipe) =>
        recipe.Member("Deviations") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(x => x.ToString()).ToArray() : [];

    private static IEnumerable<RecipeMemberView> Flatten(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(x => Flatten(x.Value, path == "" ? x.Name : $"{path}.{x.Name}")),
        JsonValueKind.Array when json.EnumerateArray().Any(x => x.ValueKind is JsonValueKind.Object or JsonValueKind.Array) =>
            json.EnumerateArray().SelectMany((x, index) => Flatten(x, $"{path}[{index}]")),
        JsonValueKind.Array => [new RecipeMemberView(path, string.Join(", ", json.EnumerateArray().Select(Leaf)))],
        _ => [new RecipeMemberView(path, Leaf(json))],
    };

    private static string Leaf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "none",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : "(empty)",
        _ => value.GetRawText(),
    };

    [GeneratedRegex("-?seed-?[0-9]+$", RegexOptions.IgnoreCase)]
    private static partial Regex SeedOfId();
}
