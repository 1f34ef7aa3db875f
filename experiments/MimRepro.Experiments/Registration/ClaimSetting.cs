using MimRepro.Experiments.Graphs;
using MimRepro.Experiments.SceneWorld;
using MimRepro.Pipeline;
using MimRepro.Results.Claims;

namespace MimRepro.Experiments.Registration;

/// <summary>Where a claim is tested: which backbone on which images.</summary>
/// <param name="Dataset">As steps are tagged with it.</param>
/// <param name="Backbone">As steps are tagged with it.</param>
internal sealed record ClaimSetting(string Dataset, string Backbone)
{
    /// <summary>Where the claims were registered first.</summary>
    public static readonly ClaimSetting FashionMnistVit = new("fashion-mnist", StepTags.VisionTransformer);

    public static readonly ClaimSetting FashionMnistSwinV2 = new("fashion-mnist", StepTags.SwinTransformerV2);

    public static readonly ClaimSetting Scenes = new(SceneData.Dataset, StepTags.SwinTransformerV2);

    public static readonly ClaimSetting SceneKernels = new(SceneData.Dataset, StepTags.LargeKernels);

    /// <summary>One metric of one arm here.</summary>
    public Quantity Of(string arm, string task, string metric) =>
        new(metric, new Dictionary<string, string> { ["arm"] = arm, ["backbone"] = Backbone, ["dataset"] = Dataset, ["task"] = task });

    /// <summary>A claim that was registered elsewhere, tested here: the same tests, or some of them, with the same limits.</summary>
    /// <param name="claim">As registered.</param>
    /// <param name="id">Its id here.</param>
    /// <param name="where">Added to the title.</param>
    /// <param name="tests">Ids of the tests that make sense here.</param>
    /// <param name="notes">In place of the claim's own.</param>
    public ClaimDefinition Repeat(ClaimDefinition claim, string id, string where, string[] tests, params string[] notes) => claim with
    {
        Id = id,
        Title = $"{claim.Title} ({where})",
        Tests = [.. tests.Select(test => Move(claim.Tests.Single(known => known.Id == test)))],
        Notes = notes,
    };

    /// <summary>Whether these steps could decide every test of the claim.</summary>
    public static bool CanDecide(ClaimDefinition claim, IReadOnlyList<Step> steps) =>
        claim.Tests.SelectMany(test => new[] { test.Left, test.Right }).OfType<Quantity>()
            .SelectMany(quantity => quantity.Minus is { } minus ? new[] { quantity, minus } : [quantity])
            .All(quantity => steps.Any(step => quantity.Tags.All(tag => step.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value)));

    private ClaimTest Move(ClaimTest test) => test with { Left = Move(test.Left), Right = test.Right is { } right ? Move(right) : null };

    private Quantity Move(Quantity quantity) => Of(quantity.Tags["arm"], quantity.Tags["task"], quantity.Metric) with { Minus = quantity.Minus is { } minus ? Move(minus) : null };
}
