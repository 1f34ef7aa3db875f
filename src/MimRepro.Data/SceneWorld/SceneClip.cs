using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>A clip of the generated world. Creature 0 is the one to follow; the others distract from it.</summary>
public sealed class SceneClip
{
    private readonly SceneStage _stage;
    private readonly SceneRenderer _renderer;
    private readonly int _step;

    internal SceneClip(SceneStage stage, SceneRenderer renderer, SceneWorldRecipe recipe, SceneSource source) =>
        (_stage, _renderer, _step, Frames, Source) = (stage, renderer, recipe.FrameStep, recipe.Frames, source);

    public int Frames { get; }

    public SceneSource Source { get; }

    /// <summary>One frame; it doesn't depend on which were rendered before it.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="frame"/> is not 0 … Frames − 1.</exception>
    public SceneRender Render(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Frames);
        return _renderer.Render(_stage.Frame(frame * _step));
    }
}
