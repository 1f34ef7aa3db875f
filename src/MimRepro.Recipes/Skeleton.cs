namespace MimRepro.Recipes;

/// <summary>The joints of a kind of creature: what a pose model predicts, mirrors and is measured by.</summary>
public sealed record Skeleton
{
    /// <summary>Names, in the order of the annotations.</summary>
    public required string[] Joints { get; init; }
    /// <summary>How exactly each joint can be labelled; object keypoint similarity falls with distance / (2 sigma √area).</summary>
    public required double[] Sigmas { get; init; }
    /// <summary>Pairs of joints, as places from 0, that change places in a mirrored image.</summary>
    public required int[][] FlipPairs { get; init; }
    /// <summary>Joints of the upper body, which half-body crops may show alone.</summary>
    public required int[] UpperBody { get; init; }

    /// <summary>COCO's seventeen; sigmas: cocodataset/cocoapi cocoeval.py.</summary>
    public static Skeleton Coco { get; } = new()
    {
        Joints =
        [
            "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
            "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
        ],
        Sigmas = [.026, .025, .025, .035, .035, .079, .079, .072, .072, .062, .062, .107, .107, .087, .087, .089, .089],
        FlipPairs = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12], [13, 14], [15, 16]],
        UpperBody = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    };

    /// <summary>CrowdPose's fourteen; sigmas: Jeff-sjtu/CrowdPose cocoeval.py; halves of the body: open-mmlab/mmpose configs/_base_/datasets/crowdpose.py.</summary>
    public static Skeleton CrowdPose { get; } = new()
    {
        Joints =
        [
            "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip",
            "left_knee", "right_knee", "left_ankle", "right_ankle", "head", "neck",
        ],
        Sigmas = [.079, .079, .072, .072, .062, .062, .107, .107, .087, .087, .089, .089, .079, .079],
        FlipPairs = [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [10, 11]],
        UpperBody = [0, 1, 2, 3, 4, 5, 12, 13],
    };
}
