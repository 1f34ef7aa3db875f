using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>Where a picture comes from: what splits are kept apart by. All frames of a clip share one source.</summary>
public readonly record struct SceneSource(SceneSet Set, string Split, int Seed, int Index)
{
    public static SceneSource Of(SceneWorldRecipe recipe, int index) => new(recipe.Set, recipe.Split, recipe.Seed, index);

    /// <summary><c>pose/train/0/17</c>; no two sources share it.</summary>
    public string Identity => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}/{Split}/{Seed}/{Index}");

    private string Name => Set.ToString().ToLowerInvariant();

    internal SeededRandom Random(string purpose) => new(Seed, $"scene-world/{Name}/{Split}/{purpose}", Index);
}
