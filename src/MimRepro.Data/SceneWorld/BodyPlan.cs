using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

public enum TrunkShape { Barrel, Slender, Round, Deep, Humped, Flat }

public enum LegLength { Short, Medium, Long }

public enum LegBuild { Thin, Thick }

public enum NeckShape { None, Short, Long, Forward }

public enum HeadShape { Round, Snout, Wide, Beak, Proboscis, Box }

public enum TailShape { None, Stub, Whip, Thick, Fan, Curl, Club, Brush }

public enum EarShape { None, Pointed, Round, Long, Drooping }

public enum HornShape { None, Single, Pair, Antlers, Tusks, Antennae }

public enum WingSize { None, Small, Large }

public enum BackOrnament { None, Spikes, Sail, Shell, Humps }

/// <summary>How a creature is built: what its class label means. Every trait is one of shape; none is one of colour.</summary>
/// <param name="Id">Its place in <see cref="SceneWorldPlans.All"/>.</param>
public sealed record BodyPlan(int Id, BodyFamily Family, TrunkShape Trunk, LegLength LegLength, LegBuild LegBuild, NeckShape Neck,
    HeadShape Head, TailShape Tail, EarShape Ears, HornShape Horns, WingSize Wings, BackOrnament Back)
{
    /// <summary>Pairs of legs that carry it.</summary>
    public int LegPairs => Family switch
    {
        BodyFamily.Quadruped or BodyFamily.Sprawler => 2,
        BodyFamily.Biped or BodyFamily.Bird or BodyFamily.Flyer => 1,
        BodyFamily.Insect => 3,
        BodyFamily.Spider => 4,
        BodyFamily.Myriapod => 6,
        _ => 0,
    };

    /// <summary>Whether a pair of arms hangs from the shoulders.</summary>
    public bool Arms => Family == BodyFamily.Biped;

    /// <summary>Whether it floats above the ground.</summary>
    public bool Floats => Family is BodyFamily.Fish or BodyFamily.Flyer;

    /// <summary>A name made of its traits: <c>quadruped-barrel-long-thin-…</c>. Two plans never share one.</summary>
    public string Name { get; } = string.Join('-', new object[] { Family, Trunk, LegLength, LegBuild, Neck, Head, Tail, Ears, Horns, Wings, Back })
        .ToLowerInvariant();

    internal int[] Traits => [(int)Trunk, (int)LegLength, (int)LegBuild, (int)Neck, (int)Head, (int)Tail, (int)Ears, (int)Horns, (int)Wings, (int)Back];
}
