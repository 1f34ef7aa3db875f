using MimRepro.Data.Coco;
using MimRepro.Recipes;
using MimRepro.Tasks.Coco;

namespace MimRepro.Tasks.Pose;

/// <summary>The joints that a model found in one box.</summary>
/// <param name="Joints">In pixels of the image; a joint's score is the height of its peak.</param>
/// <param name="Score">The box's score times the mean of joint scores.</param>
/// <param name="Area">Of the crop, in square pixels.</param>
public sealed record PosePrediction(PosePerson Person, Joint[] Joints, double Score, double Area)
{
    /// <summary>Rescores a pose.</summary>
    /// <remarks>microsoft/human-pose-estimation.pytorch lib/dataset/coco.py, evaluate: joints that are not above the threshold count for nothing; without any the score is 0.</remarks>
    public static PosePrediction Of(PosePerson person, Joint[] joints, double area, double jointScoreAbove)
    {
        var sure = joints.Where(joint => joint.Score > jointScoreAbove).Select(joint => joint.Score).DefaultIfEmpty(0).Average();
        return new(person, joints, sure * person.BoxScore, area);
    }

    /// <summary>The best of those that say the same, image by image.</summary>
    public static IReadOnlyList<PosePrediction> Distinct(IReadOnlyList<PosePrediction> predictions, Skeleton skeleton, double mostSimilar) =>
    [
        .. predictions.GroupBy(prediction => (prediction.Person.ImageId, prediction.Person.CategoryId)).SelectMany(image =>
        {
            var all = image.ToArray();
            return KeypointNms.Keep([.. all.Select(prediction => prediction.Keypoints())], [.. all.Select(prediction => prediction.Score)],
                [.. all.Select(prediction => prediction.Area)], skeleton.Sigmas, mostSimilar).Select(place => all[place]);
        }),
    ];

    /// <summary>As COCO's evaluation takes it.</summary>
    public CocoDetection Detection() => new(Person.ImageId, Person.CategoryId, Score) { Keypoints = Keypoints() };

    private double[] Keypoints() => [.. Joints.SelectMany(joint => new[] { joint.X, joint.Y, joint.Score })];
}
