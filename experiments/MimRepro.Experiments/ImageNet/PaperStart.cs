using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>What a downstream training begins with: a pre-training of one size.</summary>
/// <param name="Arm"><c>mim</c>, <c>supervised</c> (ImageNet-1K) or <c>supervised-22k</c>.</param>
/// <param name="Model">Family and size, as names of steps have it.</param>
/// <param name="Windows">Tokens a side, one a stage, that Swin V2's position biases were learned with.</param>
public sealed record PaperStart(string Arm, string Model, int[] Windows)
{
    private static readonly int[] Published = [12, 12, 12, 6];

    public static readonly PaperStart MimBase = new("mim", "swinv2-b", Published);
    public static readonly PaperStart MimLarge = new("mim", "swinv2-l", Published);
    public static readonly PaperStart Supervised22kBase = new("supervised-22k", "swinv2-b", Published);
    public static readonly PaperStart Supervised22kLarge = new("supervised-22k", "swinv2-l", Published);

    /// <summary>At 256 px under windows of 16, see <see cref="PaperPretrainingRecipes.SupervisedSwinV2Base"/>.</summary>
    public static readonly PaperStart SupervisedBase = new("supervised", "swinv2-b", [16, 16, 16, 8]);

    /// <summary>Rows of the tables of SwinV2-B, and of SwinV2-L, as far as they are known (PAPER.md 3.1).</summary>
    public static readonly IReadOnlyList<PaperStart> Base = [MimBase, SupervisedBase, Supervised22kBase], Large = [MimLarge, Supervised22kLarge];

    /// <summary>The published recipes have SimMIM's windows; another start changes nothing but them.</summary>
    public FineTuningRecipe Fit(FineTuningRecipe recipe) => Fits ? recipe : recipe with { Id = Fit(recipe.Id), Deviations = Fit(recipe.Deviations), Model = Fit(recipe.Model) };

    public PoseRecipe Fit(PoseRecipe recipe) => Fits ? recipe : recipe with { Id = Fit(recipe.Id), Deviations = Fit(recipe.Deviations), Model = Fit(recipe.Model) };

    public DepthRecipe Fit(DepthRecipe recipe) => Fits ? recipe : recipe with { Id = Fit(recipe.Id), Deviations = Fit(recipe.Deviations), Model = Fit(recipe.Model) };

    public TrackingRecipe Fit(TrackingRecipe recipe) => Fits ? recipe : recipe with { Id = Fit(recipe.Id), Deviations = Fit(recipe.Deviations), Model = Fit(recipe.Model) };

    public DetectionRecipe Fit(DetectionRecipe recipe) => Fits ? recipe : recipe with { Id = Fit(recipe.Id), Deviations = Fit(recipe.Deviations), Model = Fit(recipe.Model) };

    private bool Fits => ReferenceEquals(Windows, Published);

    private string Fit(string id) => $"{id}-from-window{Windows[0]}";

    private string[] Fit(string[] deviations) =>
        [.. deviations, $"Model.PretrainedWindowSizes: {string.Join(", ", Windows)}, those of the pre-training it begins with; the source has SimMIM's"];

    private SwinTransformerV2Recipe Fit(BackboneRecipe model) => (SwinTransformerV2Recipe)model with { PretrainedWindowSizes = Windows };
}
