namespace MimRepro.Data.SceneWorld;

/// <summary>The one set of joints that all body plans share, so that a pose model needs one head for them all.</summary>
/// <remarks>Feet of arms, fins and legs count alike: the front pair is Fore, the last pair Hind; pairs between them have no keypoints.</remarks>
public enum Keypoint
{
    Nose,
    Head,
    Neck,
    Body,
    TailBase,
    TailTip,
    LeftShoulder,
    RightShoulder,
    LeftForeFoot,
    RightForeFoot,
    LeftHip,
    RightHip,
    LeftHindFoot,
    RightHindFoot,
    LeftWingTip,
    RightWingTip,
}

/// <summary>Names and symmetry of the keypoints, as pose metrics and mirrored images need them.</summary>
public static class Keypoints
{
    public const int Count = 16;

    /// <summary>Lines of the skeleton, as pairs of keypoints.</summary>
    public static readonly IReadOnlyList<(Keypoint From, Keypoint To)> Bones =
    [
        (Keypoint.Nose, Keypoint.Head), (Keypoint.Head, Keypoint.Neck), (Keypoint.Neck, Keypoint.Body), (Keypoint.Body, Keypoint.TailBase),
        (Keypoint.TailBase, Keypoint.TailTip), (Keypoint.Neck, Keypoint.LeftShoulder), (Keypoint.Neck, Keypoint.RightShoulder),
        (Keypoint.LeftShoulder, Keypoint.LeftForeFoot), (Keypoint.RightShoulder, Keypoint.RightForeFoot), (Keypoint.TailBase, Keypoint.LeftHip),
        (Keypoint.TailBase, Keypoint.RightHip), (Keypoint.LeftHip, Keypoint.LeftHindFoot), (Keypoint.RightHip, Keypoint.RightHindFoot),
        (Keypoint.LeftShoulder, Keypoint.LeftWingTip), (Keypoint.RightShoulder, Keypoint.RightWingTip),
    ];

    /// <summary>The keypoint that takes this one's place in a mirrored image.</summary>
    public static Keypoint Mirrored(Keypoint keypoint) => keypoint < Keypoint.LeftShoulder ? keypoint : (Keypoint)((int)keypoint ^ 1);
}
