namespace MimRepro.Recipes;

/// <summary>What a rendered set of the generated world is for; this settles its body plans and its label.</summary>
public enum SceneSet
{
    /// <summary>Plans for pre-training; label: the plan.</summary>
    Pretraining,
    /// <summary>Variants of one held-out plan; label: the variant.</summary>
    FineGrained,
    /// <summary>Held-out plans; label: the joints.</summary>
    Pose,
    /// <summary>Held-out plans among furniture; label: metres.</summary>
    Depth,
    /// <summary>Held-out plans, several in an image; label: boxes, masks and families.</summary>
    Detection,
    /// <summary>Held-out plans in motion; label: the first creature's box in each frame.</summary>
    Tracking,
}

/// <summary>Kinds of body plan: each has five plans for pre-training and two that are held out for tasks.</summary>
public enum BodyFamily { Quadruped, Sprawler, Biped, Bird, Insect, Spider, Myriapod, Serpent, Fish, Flyer }

public enum SceneBackdrop
{
    Room,
    Landscape,
    /// <summary>A room or a landscape, each as likely.</summary>
    Both,
    /// <summary>A plain, bright room with even light; all creatures are darker than it, so that a small model finds them soon.</summary>
    Studio,
}

/// <summary>Whole numbers from <c>Min</c> to <c>Max</c>, both included.</summary>
public readonly record struct WholeInterval(int Min, int Max);

/// <summary>What the scenes of a set look like. Whatever is not named here (light, colours, poses, furniture) varies freely.</summary>
public sealed record SceneRecipe
{
    public required SceneBackdrop Backdrop { get; init; }
    /// <summary>From the upper to the lower edge of the image, in degrees.</summary>
    public required Interval FieldOfView { get; init; }
    public required WholeInterval Creatures { get; init; }
    /// <summary>Solids, trees and posts that stand around.</summary>
    public required WholeInterval Furniture { get; init; }
    /// <summary>Share of the image's side that the first creature's longest extent takes.</summary>
    public required Interval CreatureShare { get; init; }
    /// <summary>How often a solid stands between the camera and the first creature and hides a part of it.</summary>
    public required double OcclusionProbability { get; init; }
    /// <summary>Whether pixels on an edge are the mean of several rays. Labels are the same either way.</summary>
    public required bool SmoothEdges { get; init; }
}

/// <summary>A set of rendered images, or of rendered clips, of the generated world.</summary>
public sealed record SceneWorldRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    public required SceneSet Set { get; init; }
    /// <summary>Whose body plans occur; fine-grained variants are always of one plan.</summary>
    public required BodyFamily[] Families { get; init; }
    /// <summary><c>train</c> or <c>test</c>; scenes of one are never scenes of the other.</summary>
    public required string Split { get; init; }
    public required int Seed { get; init; }
    /// <summary>Side of the square images in pixels.</summary>
    public required int ImageSize { get; init; }
    /// <summary>Images, or clips where <see cref="Frames"/> is above 1.</summary>
    public required int Images { get; init; }
    /// <summary>Images of one clip; 1 for single images.</summary>
    public required int Frames { get; init; }
    /// <summary>Tenths of a second from one image of a clip to the next; in fifteen a walker goes about its own length. 1 for single images.</summary>
    public required int FrameStep { get; init; }
    public required SceneRecipe Scene { get; init; }
}
