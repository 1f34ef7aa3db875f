using MimRepro.Data;
using MimRepro.Data.Coco;
using MimRepro.Recipes;
using MimRepro.Tasks.Pose;

namespace MimRepro.Tasks.Tests.Pose;

[Trait("Kind", "Unit")]
public sealed class PoseSetTests
{
    private static readonly CocoAnnotation Sound = new()
    {
        Id = 1, ImageId = 1, CategoryId = 1, Box = new(-10, 20, 50, 500), Area = 100, Keypoints = [5, 30, 2, 0, 0, 0, 8, 40, 1], LabelledKeypoints = 2,
    };

    [Fact]
    public void People_BoxBeyondTheRim_IsCutOff()
    {
        var person = Set(Sound).People.Single();

        Assert.Equal(new CocoBox(0, 20, 50, 79), person.Box); // to row 99, the last of 100
        Assert.Equal([new(5, 30, 1), new(0, 0, 0), new(8, 40, 1)], person.Joints);
    }

    [Fact]
    public void People_ThoseWithoutAPose_AreLeftOut()
    {
        Assert.Empty(Set(Sound with { IsCrowd = true }).People);
        Assert.Empty(Set(Sound with { Area = 0 }).People);
        Assert.Empty(Set(Sound with { LabelledKeypoints = 0 }).People);
        Assert.Empty(Set(Sound with { Keypoints = new double[9] }).People);
        Assert.Empty(Set(Sound with { Box = new(99, 0, 5, 5) }).People);
        Assert.Single(Set(Sound with { Area = null }).People);
    }

    [Fact]
    public void People_OtherJointsThanTheSkeleton_AreRefused() =>
        Assert.Contains("3 x 3 numbers", Assert.Throws<DataFormatException>(() => Set(Sound with { Keypoints = [1, 1, 2] })).Message, StringComparison.Ordinal);

    [Fact]
    public void Sample_Fewer_KeepsNobodyElse()
    {
        var sample = TinyPoses.Set(20, 1).Sample(5, seed: 4);

        Assert.Equal(5, sample.People.Count);
        Assert.Equal(sample.People.Select(person => person.AnnotationId!.Value), sample.Annotations.Annotations.Select(annotation => annotation.Id));
        Assert.Equal(sample.People, TinyPoses.Set(20, 1).Sample(5, seed: 4).People, (one, other) => one.AnnotationId == other.AnnotationId);
    }

    [Fact]
    public void Detected_Boxes_AreChosenByScoreAndImage()
    {
        CocoDetection[] boxes = [new(1, 1, 0.9) { Box = new(1, 2, 3, 4) }, new(1, 1, 0.1) { Box = new(1, 2, 3, 4) }, new(2, 1, 0.9) { Box = new(1, 2, 3, 4) }, new(1, 2, 0.9) { Box = new(1, 2, 3, 4) }];

        var person = Set(Sound).Detected(boxes, scoreFrom: 0.5).Single();

        Assert.Equal((0.9, null), (person.BoxScore, person.AnnotationId));
        Assert.Throws<DataFormatException>(() => Set(Sound).Detected([new(1, 1, 0.9)], 0));
    }

    [Fact]
    public void Of_JointScores_AreAveragedAboveTheThreshold()
    {
        var person = Set(Sound).People[0] with { BoxScore = 0.5 };

        Assert.Equal(0.4, PosePrediction.Of(person, [new(0, 0, 0.6), new(0, 0, 0.2), new(0, 0, 1)], 1, 0.2).Score, 12);
        Assert.Equal(0, PosePrediction.Of(person, [new(0, 0, 0.2)], 1, 0.2).Score);
    }

    [Fact]
    public void MeanPose_OfOnePerson_IsThatPose()
    {
        var person = Set(Sound).People.Single();

        var pose = MeanPose.Of([person], 3).In(person);

        Assert.Equal((5, 30), (Math.Round(pose[0].X, 9), Math.Round(pose[0].Y, 9)));
        Assert.Equal((25, 59.5), (pose[1].X, pose[1].Y)); // never labelled: the middle
    }

    [Fact]
    public void PckOf_OneOfTwoJointsNear_IsAHalf()
    {
        var person = Set(Sound).People.Single();

        var share = PoseScore.PckOf([new(person, [new(5, 31, 1), new(0, 0, 1), new(8, 99, 1)], 1, 1)], 0.2);

        Assert.Equal(0.5, share);
        Assert.Null(PoseScore.PckOf([], 0.2));
    }

    private static PoseSet Set(CocoAnnotation annotation) =>
        new(new CocoDataset([new(1, "1.png", 100, 100)], [new(1, "dots")], [annotation]), TinyPoses.Skeleton, _ => throw new InvalidOperationException());
}
