using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>The body plans of the generated world: 70, seven of each family, always the same.</summary>
public static class SceneWorldPlans
{
    /// <summary>How many variants each plan has.</summary>
    public const int VariantCount = 24;

    private const int PlansOfAFamily = 7, PretrainingOfAFamily = 5, VariantAttempts = 2000;
    private const long PlanSeed = 2205_13543;

    private const int SmallestVariantDifference = 4;

    public static readonly IReadOnlyList<BodyPlan> All = [.. Enum.GetValues<BodyFamily>()
        .SelectMany(family => PlanGrammar.Draw(family, PlansOfAFamily, (int)family * PlansOfAFamily, PlanSeed))];

    /// <summary>50 plans that backbones are pre-trained on.</summary>
    public static readonly IReadOnlyList<BodyPlan> Pretraining = [.. All.Where(plan => plan.Id % PlansOfAFamily < PretrainingOfAFamily)];

    /// <summary>The other 20, for downstream tasks only: no pre-trained backbone has seen one.</summary>
    public static readonly IReadOnlyList<BodyPlan> HeldOut = [.. All.Where(plan => plan.Id % PlansOfAFamily >= PretrainingOfAFamily)];

    /// <summary>The plans that a set draws its creatures from: of the recipe's families, for pre-training or held out.</summary>
    public static IReadOnlyList<BodyPlan> Of(SceneWorldRecipe recipe) =>
        [.. (recipe.Set == SceneSet.Pretraining ? Pretraining : HeldOut).Where(plan => recipe.Families.Contains(plan.Family))];

    /// <summary>The held-out plan with the most kinds of parts, whose variants are the fine-grained classes.</summary>
    public static readonly BodyPlan FineGrained = HeldOut.OrderByDescending(Parts).ThenBy(plan => plan.Id).First();

    private static readonly Lazy<Proportions[][]> VariantTable = new(() => [.. All.Select(DrawVariants)]);

    /// <summary>The proportions of each variant: a few lengths longer or shorter than the plan's, never a colour. Variant 0 is the plan itself.</summary>
    public static IReadOnlyList<Proportions> Variants(BodyPlan plan) => VariantTable.Value[plan.Id];

    private static Proportions[] DrawVariants(BodyPlan plan) =>
        [.. DrawSteps(plan).Steps.Select(steps => Proportions.Of(Array.ConvertAll(steps, step => step switch { < 0 => 0.74, > 0 => 1.34, _ => 1.0 })))];

    /// <summary>For each variant, which proportions are shorter (−1) or longer (1), and in how many that show any two variants differ at least.</summary>
    /// <remarks>A plan of few parts has too few to differ in many: the demand is lowered until there are enough variants.</remarks>
    internal static (int[][] Steps, int Difference) DrawSteps(BodyPlan plan)
    {
        for (var difference = SmallestVariantDifference; ; difference--)
        {
            var random = new SeededRandom(PlanSeed, "scene-world-variants", plan.Id);
            var levels = new List<int[]> { new int[Proportions.Count] };
            for (var attempt = 0; attempt < VariantAttempts && levels.Count < VariantCount; attempt++)
            {
                var drawn = new int[Proportions.Count];
                for (var i = 0; i < drawn.Length; i++)
                    drawn[i] = random.Next(3) - 1;
                if (levels.TrueForAll(other => VisibleDifference(plan, drawn, other) >= difference))
                    levels.Add(drawn);
            }
            if (levels.Count == VariantCount)
                return ([.. levels], difference);
        }
    }

    // A longer horn is no difference between creatures without horns.
    internal static int VisibleDifference(BodyPlan plan, int[] a, int[] b)
    {
        bool[] shows =
        [
            true, plan.LegPairs > 0, plan.LegPairs > 0, plan.Neck != NeckShape.None, true, plan.Head is not (HeadShape.Round or HeadShape.Wide),
            plan.Tail != TailShape.None, plan.Ears != EarShape.None, plan.Horns != HornShape.None, plan.Wings != WingSize.None || plan.Family == BodyFamily.Fish,
            plan.Back != BackOrnament.None,
        ];
        var differences = 0;
        for (var i = 0; i < a.Length; i++)
            differences += shows[i] && a[i] != b[i] ? 1 : 0;
        return differences;
    }

    private static int Parts(BodyPlan plan) => (plan.Family == BodyFamily.Quadruped ? 3 : 0) + (plan.Neck != NeckShape.None ? 1 : 0)
        + (plan.Head is not (HeadShape.Round or HeadShape.Wide) ? 1 : 0) + (plan.Tail != TailShape.None ? 1 : 0) + (plan.Ears != EarShape.None ? 1 : 0)
        + (plan.Horns != HornShape.None ? 1 : 0) + (plan.Wings != WingSize.None ? 1 : 0) + (plan.Back != BackOrnament.None ? 1 : 0);
}
