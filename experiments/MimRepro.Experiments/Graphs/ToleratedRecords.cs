using System.Text.Json.Nodes;
using MimRepro.Experiments.SceneWorld;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>A graph whose steps go on although some records of the user's data sets are missing or damaged.</summary>
internal static class ToleratedRecords
{
    private const string Member = "toleratedBadRecords";

    /// <summary>The same steps with <paramref name="count"/> in every recipe that says how many faulty records it tolerates.</summary>
    /// <remarks>It is a change of the recipe, so it stands in what is recorded and changes the step's key. What is rendered has no bad records.</remarks>
    public static IReadOnlyList<Step> Set(IReadOnlyList<Step> steps, int count) => [.. steps.Select(step => Set(step, count))];

    private static Step Set(Step step, int count)
    {
        if (step.Tags.GetValueOrDefault("dataset") == SceneData.Dataset)
            return step;
        var recipe = JsonNode.Parse(step.RecipeJson)!;
        return Set(recipe, count) ? step with { RecipeJson = CanonicalJson.Normalize(recipe) } : step;
    }

    // Whether anything was set.
    private static bool Set(JsonNode? node, int count)
    {
        switch (node)
        {
            case JsonObject members:
                var own = members.ContainsKey(Member);
                if (own)
                    members[Member] = count;
                return members.Where(member => member.Key != Member).ToArray().Aggregate(own, (found, member) => Set(member.Value, count) || found);
            case JsonArray items:
                return items.Aggregate(false, (found, item) => Set(item, count) || found);
            default:
                return false;
        }
    }
}
