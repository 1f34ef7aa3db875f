using MimRepro.Experiments.Costs;
using MimRepro.Experiments.FashionMnist;
using MimRepro.Experiments.Graphs;
using MimRepro.Experiments.SceneWorld;
using MimRepro.Recipes;

namespace MimRepro.Experiments;

/// <summary>The sizes at which the experiments exist.</summary>
public static class Profiles
{
    public const string Default = "small";

    /// <summary>Differs whenever the code that makes the graphs does: they depend on nothing else. Compilation is deterministic, so module ids tell.</summary>
    public static string CodeVersion => $"{typeof(Profiles).Module.ModuleVersionId} {typeof(CanonicalJson).Module.ModuleVersionId}";

    public static readonly Profile Smoke = new()
    {
        Name = "smoke",
        Description = "Every step on a few hundred real images, to see that the line works. Its numbers mean nothing.",
        Budget = TimeSpan.FromSeconds(90),
        Graph = new(() => FashionMnistGraph.Steps(FashionMnistRecipes.Smoke)),
    };

    public static readonly Profile Small = new()
    {
        Name = "small",
        Description = "Every experiment and every plot on Fashion-MNIST and rendered scenes with 2 seeds, for a first look on 2 CPU cores. Two seeds seldom decide a claim.",
        Budget = TimeSpan.FromMinutes(20),
        Graph = new(() => [.. FashionMnistGraph.Steps(FashionMnistRecipes.Small), .. SceneWorldGraph.Steps(SceneScale.Small)]),
    };

    public static readonly Profile Evening = new()
    {
        Name = "evening",
        Description = "The same experiments trained longer with 3 seeds, so that losses settle and intervals mean something, and once more with Swin V2 on Fashion-MNIST; 2 CPU cores.",
        Budget = TimeSpan.FromHours(2.5),
        Graph = new(() => [.. FashionMnistGraph.Steps(FashionMnistRecipes.Evening, FashionMnistRecipes.SwinV2Evening), .. SceneWorldGraph.Steps(SceneScale.Evening)]),
    };

    public static readonly Profile Paper = new()
    {
        Name = "paper",
        Description = "The paper at its own size: ViT-B, SwinV2-B, SwinV2-L and RepLKNet-31B, pre-trained and trained for every row of its tables by the published recipes. "
            + "Needs the user's copies of 28 data sets under --data-root (ImageNet-1K alone is 150 GB) and a year of one large GPU, as its plan reckons. It can be planned today; "
            + "running it stops with an error at the first data set, because sets for pose, depth, tracking, detection and ImageNet-22K have no step that prepares them in this version; those for classification have. "
            + "One seed: it describes the paper's models and decides no claim.",
        Budget = TimeSpan.FromDays(366),
        PlanNote = GpuEstimate.Assumptions(PaperPlan.Gpu),
        Graph = new(() => PaperGraph.Steps()),
    };

    /// <summary>From the smallest to the largest.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Smoke, Small, Evening, Paper];

    /// <summary>The profile called <paramref name="name"/>; case counts.</summary>
    /// <exception cref="RecipeException">There is none; the message lists the known names, nearest first.</exception>
    public static Profile Find(string name) =>
        All.FirstOrDefault(profile => profile.Name == name)
        ?? throw new RecipeException(
            $"There is no profile '{name}'.\n  known: {string.Join(", ", NearestName.Sort(name, All.Select(profile => profile.Name)))}");
}
