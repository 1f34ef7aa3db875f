using MimRepro.Data.Coco;

namespace MimRepro.Data.Tests.Coco;

[Trait("Kind", "Unit")]
public sealed class CocoResultsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_AllKinds_AreReadBackAsTheyWere()
    {
        CocoDetection[] detections =
        [
            new(36, 1, 0.714) { Box = new(1.5, 2, 3, 0.1) },
            new(49, 1, -2) { Keypoints = [32.8, 68.29, 0.39, 1, 2, 3] },
            new(49, 2, 1e-12) { Segmentation = new CocoRunLengths(8, 6, [3, 5, 40]) },
        ];

        CocoResults.Write(folder.File("results.json"), detections);
        var read = CocoResults.Read(folder.File("results.json"));

        Assert.Equal(detections.Select(detection => (detection.ImageId, detection.CategoryId, detection.Score, detection.Box)),
            read.Select(detection => (detection.ImageId, detection.CategoryId, detection.Score, detection.Box)));
        Assert.Equal(detections[1].Keypoints, read[1].Keypoints);
        Assert.Equal([3, 5, 40], Assert.IsType<CocoRunLengths>(read[2].Segmentation).Counts);
    }

    [Theory]
    [InlineData("""[{"image_id": 36, "category_id": 1, "bbox": [0, 0, 1, 1]}]""", "score is missing")]
    [InlineData("""[{"image_id": 36, "category_id": 1, "score": 1}]""", "expected a box, keypoints or a segmentation")]
    [InlineData("""[{"image_id": 37, "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]}]""", "image_id is 37")]
    [InlineData("""[{"image_id": 36, "category_id": 3, "score": 1, "bbox": [0, 0, 1, 1]}]""", "category_id is 3")]
    [InlineData("""[{"image_id": 36, "category_id": 1, "score": 1, "keypoints": [0, 0, 1]}]""", "keypoints has 3 numbers, expected 3 x 3")]
    [InlineData("[7]", "the record is 7, expected an object")]
    public void Read_BadRecord_IsNamedOrLeftOut(string json, string fault)
    {
        File.WriteAllText(folder.File("set.json"), CocoTree.People);
        File.WriteAllText(folder.File("results.json"), json);
        var set = CocoFile.Read(folder.File("set.json"));

        var refused = Assert.Throws<DataFormatException>(() => CocoResults.Read(folder.File("results.json"), set));

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Contains("[0] (byte 1)", refused.Message, StringComparison.Ordinal);
        Assert.Empty(CocoResults.Read(folder.File("results.json"), set, new() { ToleratedBadRecords = int.MaxValue }));
    }
}
