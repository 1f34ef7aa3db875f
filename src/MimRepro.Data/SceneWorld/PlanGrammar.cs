using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>Draws body plans of one family that differ from each other in several traits at once.</summary>
internal static class PlanGrammar
{
    /// <summary>How many of its ten traits two plans of one family differ in, at least.</summary>
    public const int SmallestDifference = 4;

    private const int Attempts = 10_000;

    /// <exception cref="InvalidOperationException">The family's traits do not allow that many plans.</exception>
    public static BodyPlan[] Draw(BodyFamily family, int count, int firstId, long seed)
    {
        var random = new SeededRandom(seed, "scene-world-plans", (int)family);
        var plans = new List<BodyPlan>(count);
        for (var attempt = 0; attempt < Attempts && plans.Count < count; attempt++)
        {
            var plan = DrawOne(family, firstId + plans.Count, random);
            if (plans.TrueForAll(other => Difference(plan, other) >= SmallestDifference))
                plans.Add(plan);
        }
        return plans.Count == count ? [.. plans] : throw new InvalidOperationException($"Only {plans.Count} of {count} plans of family {family} differ in {SmallestDifference} traits.");
    }

    public static int Difference(BodyPlan a, BodyPlan b) => a.Traits.Zip(b.Traits).Count(pair => pair.First != pair.Second);

    private static BodyPlan DrawOne(BodyFamily family, int id, SeededRandom random)
    {
        var choice = Choices(family);
        return new(id, family, random.Pick<TrunkShape>(choice.Trunks), random.Pick<LegLength>(choice.Lengths), random.Pick<LegBuild>([LegBuild.Thin, LegBuild.Thick]),
            random.Pick<NeckShape>(choice.Necks), random.Pick<HeadShape>(choice.Heads), random.Pick<TailShape>(choice.Tails),
            random.Pick<EarShape>(choice.Ears), random.Pick<HornShape>(choice.Horns), random.Pick<WingSize>(choice.Wings), random.Pick<BackOrnament>(choice.Backs));
    }

    private sealed record Traits(TrunkShape[] Trunks, LegLength[] Lengths, NeckShape[] Necks, HeadShape[] Heads, TailShape[] Tails,
        EarShape[] Ears, HornShape[] Horns, WingSize[] Wings, BackOrnament[] Backs);

    private static readonly LegLength[] AnyLength = [LegLength.Short, LegLength.Medium, LegLength.Long];
    private static readonly EarShape[] AnyEars = [EarShape.None, EarShape.Pointed, EarShape.Round, EarShape.Long, EarShape.Drooping];
    private static readonly TailShape[] AnyTail = [TailShape.None, TailShape.Stub, TailShape.Whip, TailShape.Thick, TailShape.Fan, TailShape.Curl, TailShape.Club, TailShape.Brush];

    private static Traits Choices(BodyFamily family) => family switch
    {
        BodyFamily.Quadruped => new(
            [TrunkShape.Barrel, TrunkShape.Slender, TrunkShape.Round, TrunkShape.Deep, TrunkShape.Humped], AnyLength,
            [NeckShape.Short, NeckShape.Long, NeckShape.Forward], [HeadShape.Round, HeadShape.Snout, HeadShape.Wide, HeadShape.Proboscis, HeadShape.Box], AnyTail, AnyEars,
            [HornShape.None, HornShape.Single, HornShape.Pair, HornShape.Antlers, HornShape.Tusks], [WingSize.None, WingSize.None, WingSize.Small],
            [BackOrnament.None, BackOrnament.None, BackOrnament.Spikes, BackOrnament.Humps]),
        BodyFamily.Sprawler => new(
            [TrunkShape.Slender, TrunkShape.Flat, TrunkShape.Round], AnyLength, [NeckShape.None, NeckShape.Short, NeckShape.Forward],
            [HeadShape.Round, HeadShape.Snout, HeadShape.Wide, HeadShape.Beak], [TailShape.Stub, TailShape.Whip, TailShape.Thick, TailShape.Club, TailShape.Curl],
            [EarShape.None], [HornShape.None, HornShape.Single, HornShape.Pair], [WingSize.None], [BackOrnament.None, BackOrnament.Spikes, BackOrnament.Sail, BackOrnament.Shell]),
        BodyFamily.Biped => new(
            [TrunkShape.Barrel, TrunkShape.Slender, TrunkShape.Round], AnyLength, [NeckShape.None, NeckShape.Short, NeckShape.Long],
            [HeadShape.Round, HeadShape.Snout, HeadShape.Wide, HeadShape.Box, HeadShape.Beak], [TailShape.None, TailShape.Whip, TailShape.Thick, TailShape.Brush], AnyEars,
            [HornShape.None, HornShape.Single, HornShape.Pair, HornShape.Antennae], [WingSize.None, WingSize.None, WingSize.Small],
            [BackOrnament.None, BackOrnament.Spikes, BackOrnament.Shell]),
        BodyFamily.Bird => new(
            [TrunkShape.Slender, TrunkShape.Round, TrunkShape.Deep], AnyLength, [NeckShape.None, NeckShape.Short, NeckShape.Long],
            [HeadShape.Beak, HeadShape.Wide, HeadShape.Round], [TailShape.None, TailShape.Stub, TailShape.Fan, TailShape.Whip], [EarShape.None, EarShape.Pointed],
            [HornShape.None, HornShape.Single, HornShape.Antennae], [WingSize.Small, WingSize.Large], [BackOrnament.None]),
        BodyFamily.Insect => new(
            [TrunkShape.Slender, TrunkShape.Round, TrunkShape.Flat], AnyLength, [NeckShape.None, NeckShape.Short, NeckShape.Long],
            [HeadShape.Round, HeadShape.Wide, HeadShape.Snout], [TailShape.None, TailShape.Curl, TailShape.Whip], [EarShape.None],
            [HornShape.None, HornShape.Single, HornShape.Pair, HornShape.Antennae], [WingSize.None, WingSize.Small, WingSize.Large], [BackOrnament.None, BackOrnament.Shell, BackOrnament.Spikes]),
        BodyFamily.Spider => new(
            [TrunkShape.Slender, TrunkShape.Round, TrunkShape.Flat], AnyLength, [NeckShape.None], [HeadShape.Round, HeadShape.Wide, HeadShape.Box],
            [TailShape.None, TailShape.Curl, TailShape.Stub, TailShape.Whip], [EarShape.None], [HornShape.None, HornShape.Pair, HornShape.Tusks, HornShape.Antennae],
            [WingSize.None], [BackOrnament.None, BackOrnament.Spikes, BackOrnament.Shell]),
        BodyFamily.Myriapod => new(
            [TrunkShape.Slender, TrunkShape.Barrel, TrunkShape.Flat], AnyLength, [NeckShape.None], [HeadShape.Round, HeadShape.Wide, HeadShape.Snout],
            [TailShape.None, TailShape.Stub, TailShape.Curl, TailShape.Fan], [EarShape.None], [HornShape.None, HornShape.Pair, HornShape.Antennae],
            [WingSize.None], [BackOrnament.None, BackOrnament.Spikes, BackOrnament.Sail]),
        BodyFamily.Serpent => new(
            [TrunkShape.Slender, TrunkShape.Barrel, TrunkShape.Flat], [LegLength.Short], [NeckShape.None, NeckShape.Long], [HeadShape.Round, HeadShape.Wide, HeadShape.Snout],
            [TailShape.Stub, TailShape.Whip, TailShape.Club, TailShape.Fan], [EarShape.None, EarShape.Round], [HornShape.None, HornShape.Single, HornShape.Pair],
            [WingSize.None, WingSize.Small], [BackOrnament.None, BackOrnament.Spikes, BackOrnament.Sail]),
        BodyFamily.Fish => new(
            [TrunkShape.Slender, TrunkShape.Deep, TrunkShape.Round, TrunkShape.Flat], AnyLength, [NeckShape.None], [HeadShape.Round, HeadShape.Snout, HeadShape.Wide, HeadShape.Beak],
            [TailShape.Fan, TailShape.Fan, TailShape.Whip, TailShape.Thick], [EarShape.None], [HornShape.None, HornShape.Single, HornShape.Antennae],
            [WingSize.None], [BackOrnament.None, BackOrnament.Spikes, BackOrnament.Sail]),
        _ => new(
            [TrunkShape.Slender, TrunkShape.Round, TrunkShape.Barrel], AnyLength, [NeckShape.None, NeckShape.Short, NeckShape.Forward],
            [HeadShape.Round, HeadShape.Snout, HeadShape.Beak, HeadShape.Wide], [TailShape.None, TailShape.Whip, TailShape.Fan, TailShape.Club],
            [EarShape.None, EarShape.Pointed, EarShape.Round, EarShape.Long], [HornShape.None, HornShape.Pair, HornShape.Antennae], [WingSize.Large], [BackOrnament.None, BackOrnament.Spikes]),
    };
}
