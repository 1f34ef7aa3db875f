using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>A rendered set: any image or frame on its own, the same bytes in any order and on any machine.</summary>
/// <remarks>One instance serves one thread.</remarks>
public sealed class SceneWorldSet
{
    /// <summary>The name by which recipes ask for rendered images.</summary>
    public const string Dataset = "sceneworld";

    private readonly SceneRenderer _renderer;

    public SceneWorldSet(SceneWorldRecipe recipe)
    {
        Recipe = recipe;
        _renderer = new(recipe.ImageSize, recipe.Scene.SmoothEdges);
    }

    public SceneWorldRecipe Recipe { get; }

    /// <summary>How many classes <see cref="Label(CreatureLabel)"/> tells apart.</summary>
    public int Classes => Recipe.Set switch
    {
        SceneSet.FineGrained => SceneWorldPlans.VariantCount,
        SceneSet.Detection => Recipe.Families.Length,
        _ => SceneWorldPlans.Of(Recipe).Count,
    };

    /// <summary>Image <paramref name="index"/>, or the first frame of that clip.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not 0 … Images − 1.</exception>
    public SceneRender Render(int index) => _renderer.Render(Stage(index).Frame(0));

    /// <summary>A clip's frames in order; every one is rendered when it is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not 0 … Images − 1.</exception>
    public SceneClip Clip(int index) => new(Stage(index), _renderer, Recipe, SceneSource.Of(Recipe, index));

    /// <summary>The class of one of its creatures, 0 … <see cref="Classes"/> − 1: its variant, its family, or its plan, as the set is for.</summary>
    /// <exception cref="ArgumentException">The creature's plan is none of this set.</exception>
    public int Label(CreatureLabel creature) => Label(Recipe, creature);

    /// <inheritdoc cref="Label(CreatureLabel)"/>
    public static int Label(SceneWorldRecipe recipe, CreatureLabel creature)
    {
        var label = recipe.Set switch
        {
            SceneSet.FineGrained => creature.Variant,
            SceneSet.Detection => Array.IndexOf(recipe.Families, SceneWorldPlans.All[creature.Plan].Family),
            _ => PlaceOf(creature.Plan, SceneWorldPlans.Of(recipe)),
        };
        return label >= 0 ? label : throw new ArgumentException($"plan {creature.Plan} is none of the set {recipe.Id}", nameof(creature));
    }

    private static int PlaceOf(int plan, IReadOnlyList<BodyPlan> plans)
    {
        for (var i = 0; i < plans.Count; i++)
            if (plans[i].Id == plan)
                return i;
        return -1;
    }

    private SceneStage Stage(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Recipe.Images);
        return new(Recipe, index);
    }
}
