using MimRepro.Data.Coco;
using MimRepro.Tasks.Coco;

namespace MimRepro.Tasks.Tests.Coco;

[Trait("Kind", "Unit")]
public sealed class KeypointEvaluationTests
{
    private static readonly double[] Sigmas = [0.1, 0.1];

    [Fact]
    public void ToTruth_OneJointOff_IsWorkedByHand()
    {
        // d² = 25, (2 sigma)² = 0.04, area 625: exp(−25 / 0.04 / 625 / 2) = exp(−1/2)
        var similarity = KeypointSimilarity.ToTruth([3, 4, 1, 9, 9, 1], [0, 0, 2, 9, 9, 1], default, 625, Sigmas);

        Assert.Equal((Math.Exp(-0.5) + 1) / 2, similarity, 12);
    }

    [Fact]
    public void ToTruth_UnlabelledJoint_PlaysNoPart() =>
        Assert.Equal(1, KeypointSimilarity.ToTruth([1, 1, 1, 999, 999, 1], [1, 1, 2, 0, 0, 0], default, 100, Sigmas));

    [Theory]
    [InlineData(5, 1)]
    [InlineData(-10, 1)]
    [InlineData(20, 1)]
    [InlineData(25, 0.5352614285189903)] // d² = 25 in x: exp(−25 / 0.04 / 1000 / 2)
    public void ToTruth_NoJointLabelled_TakesTheDistanceToTheDoubledBox(double x, double expected) =>
        Assert.Equal(x == 25 ? Math.Exp(-25 / 0.04 / 1000 / 2) : expected,
            KeypointSimilarity.ToTruth([x, 0, 1, x, 0, 1], new double[6], new(0, 0, 10, 10), 1000, Sigmas), 12);

    [Fact]
    public void Coco_PerfectPoses_ScoreOneWhereThereIsSomething()
    {
        var set = Set(crowdIndex: null);
        CocoDetection[] perfect = [.. set.Annotations.Select(annotation => new CocoDetection(annotation.ImageId, 1, 0.5) { Keypoints = annotation.Keypoints })];

        var scores = new KeypointEvaluation(set, perfect, Sigmas).Coco();

        Assert.Equal((1, 1, 1, 1), (Math.Round(scores.Ap, 12), scores.Ar, Math.Round(scores.ApMedium, 12), Math.Round(scores.ApLarge, 12)));
    }

    [Fact]
    public void CrowdPose_LevelWithoutImages_IsMinusOne()
    {
        var set = Set(crowdIndex: 0.5);
        CocoDetection[] perfect = [.. set.Annotations.Select(annotation => new CocoDetection(annotation.ImageId, 1, 0.5) { Keypoints = annotation.Keypoints })];

        var scores = new KeypointEvaluation(set, perfect, Sigmas, KeypointEvaluation.CrowdPoseBoxShare).CrowdPose();

        Assert.Equal((-1, 1, -1), (scores.ApEasy, scores.ApMedium, scores.ApHard));
    }

    [Fact]
    public void Constructor_ImageOfAnotherSet_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new KeypointEvaluation(Set(null), [new(99, 1, 1) { Keypoints = new double[6] }], Sigmas));

    [Fact]
    public void CrowdPose_SetWithoutIndices_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new KeypointEvaluation(Set(null), [], Sigmas).CrowdPose());

    [Fact]
    public void Keep_EquallySure_KeepsTheLater()
    {
        double[] pose = [1, 1, 1, 2, 2, 1], far = [90, 90, 1, 80, 80, 1];

        Assert.Equal([2, 1], KeypointNms.Keep([pose, far, pose], [0.5, 0.4, 0.5], [100, 100, 100], Sigmas, 0.9));
        Assert.Empty(KeypointNms.Keep([], [], [], Sigmas, 0.9));
    }

    [Fact]
    public void Between_NoSureJoint_IsZero() =>
        Assert.Equal(0, KeypointSimilarity.Between([1, 1, 1, 2, 2, 1], [1, 1, 0.1, 2, 2, 0.1], (1, 1), Sigmas, scoreAbove: 0.2));

    private static CocoDataset Set(double? crowdIndex) => new(
        [new(1, "a.jpg", 200, 200, crowdIndex), new(2, "b.jpg", 200, 200, crowdIndex)], [new(1, "person")],
        [
            new() { Id = 1, ImageId = 1, CategoryId = 1, Box = new(0, 0, 60, 60), Area = 2000, Keypoints = [5, 5, 2, 50, 50, 1], LabelledKeypoints = 2 },
            new() { Id = 2, ImageId = 2, CategoryId = 1, Box = new(0, 0, 160, 160), Area = 12000, Keypoints = [15, 5, 2, 150, 50, 1], LabelledKeypoints = 2 },
        ]);
}
