using System.Text.Json;
using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>What a head that attends to every patch alike would score: geometry of the recipe's grid, a line to compare with.</summary>
internal readonly record struct UniformAttention(double DistanceInPixels, double EntropyInNats)
{
    /// <summary>Null unless all analyses share one readable grid.</summary>
    public static UniformAttention? Of(RunRecord run)
    {
        var grids = run.Steps.Where(x => x.Step.Kind == "analyze-attention").Select(x => Grid(x.Step.RecipeJson)).Distinct().ToArray();
        return grids is [{ } grid] ? Of(grid.Side, grid.Stride) : null;
    }

    public static UniformAttention Of(int side, int strideInPixels)
    {
        double sum = 0;
        for (var y = 1 - side; y < side; y++)
            for (var x = 1 - side; x < side; x++)
                sum += (side - Math.Abs(y)) * (double)(side - Math.Abs(x)) * Math.Sqrt(x * x + y * y);
        return new UniformAttention(sum * strideInPixels / Math.Pow(side, 4), 2 * Math.Log(side));
    }

    private static (int Side, int Stride)? Grid(string recipe)
    {
        try
        {
            using var json = JsonDocument.Parse(recipe);
            return json.RootElement.Member("Model") is { ValueKind: JsonValueKind.Object } model
                && model.Member("WindowSizes") is null // inside windows every stage has a level of its own
                && model.Member("ImageSize")?.TryGetInt32(out var size) == true && model.Member("PatchSize")?.TryGetInt32(out var patch) == true
                && patch > 0 && size >= patch && size / patch <= 512 ? (size / patch, patch) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // The reference line is a help, not a result: an odd recipe only loses it.
        }
    }
}
