using MimRepro.Recipes;
using MimRepro.Tasks.Coco;

namespace MimRepro.Tasks.Pose;

/// <summary>How good predicted poses are.</summary>
/// <param name="Oks">Average precision by object keypoint similarity.</param>
/// <param name="Crowd">CrowdPose's numbers; null for sets without crowd indices.</param>
/// <param name="Pck">Share of correct joints, 0 … 1; null where boxes do not belong to annotated people.</param>
/// <param name="Poses">Predictions that were scored, after suppression.</param>
public sealed record PoseScore(KeypointScores Oks, CrowdPoseScores? Crowd, double? Pck, int Poses)
{
    /// <param name="predictions">One a box.</param>
    /// <param name="set">Every annotation counts that its evaluation does not ignore, also people without a box here.</param>
    public static PoseScore Of(IReadOnlyList<PosePrediction> predictions, PoseSet set, PoseRecipe recipe)
    {
        var distinct = PosePrediction.Distinct(predictions, recipe.Skeleton, recipe.Test.MostSimilar);
        var evaluation = new KeypointEvaluation(set.Annotations, [.. distinct.Select(prediction => prediction.Detection())], recipe.Skeleton.Sigmas, recipe.Test.BoxAreaShare);
        var levels = set.Annotations.Images.Count > 0 && set.Annotations.Images.All(image => image.CrowdIndex is not null);
        return new(evaluation.Coco(), levels ? evaluation.CrowdPose() : null, PckOf(predictions, recipe.Test.PckShare), distinct.Count);
    }

    /// <summary>Share of labelled joints within a share of the box's longer side, mean over joints that occur; null without annotated people.</summary>
    public static double? PckOf(IReadOnlyList<PosePrediction> predictions, double share)
    {
        var hits = from prediction in predictions
                   where prediction.Person.AnnotationId is not null
                   from joint in Enumerable.Range(0, prediction.Person.Joints.Length)
                   let truth = prediction.Person.Joints[joint]
                   where truth.Score > 0
                   let distance = Math.Sqrt(Math.Pow(prediction.Joints[joint].X - truth.X, 2) + Math.Pow(prediction.Joints[joint].Y - truth.Y, 2))
                   group distance <= share * Math.Max(prediction.Person.Box.Width, prediction.Person.Box.Height) by joint;
        var shares = hits.Select(joint => joint.Average(hit => hit ? 1.0 : 0)).ToArray();
        return shares.Length > 0 ? shares.Average() : null;
    }
}
