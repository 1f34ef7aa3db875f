using System.Text.Json.Nodes;
using MimRepro.Data;
using MimRepro.Data.Coco;
using MimRepro.Tasks.Detection;
using SkiaSharp;

namespace MimRepro.Tasks.Tests.Detection;

[Trait("Kind", "Unit")]
public sealed class CocoObjectsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mimrepro-coco-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Categories 3 and 7 are classes 1 and 0. Image 1 has a sound object, a crowd, an object outside, one of another category and one without area; 2 a crowd; 3 nothing; 4 is small.
    private CocoFolder Written()
    {
        var json = new JsonObject
        {
            ["images"] = new JsonArray([.. new[] { (1, 40, 36), (2, 40, 36), (3, 40, 36), (4, 40, 31) }.Select(image =>
                new JsonObject { ["id"] = image.Item1, ["file_name"] = $"{image.Item1}.jpg", ["width"] = image.Item2, ["height"] = image.Item3 })]),
            ["categories"] = new JsonArray([.. new[] { 3, 5, 7 }.Select(id => new JsonObject { ["id"] = id, ["name"] = $"{id}" })]),
            ["annotations"] = new JsonArray(
                Annotation(1, 1, 3, [4, 6, 10, 8], 80), Annotation(2, 1, 7, [0, 0, 40, 36], 700, crowd: true), Annotation(3, 1, 3, [45, 2, 5, 5], 25), Annotation(4, 1, 5, [1, 1, 5, 5], 25),
                Annotation(5, 1, 7, [1, 1, 5, 5], 0), Annotation(6, 2, 7, [2, 2, 20, 20], 300, crowd: true), Annotation(7, 4, 3, [1, 1, 9, 9], 81)),
        };
        Directory.CreateDirectory(Path.Combine(folder, "annotations"));
        Directory.CreateDirectory(Path.Combine(folder, "val2017"));
        File.WriteAllText(Path.Combine(folder, "annotations", "instances_val2017.json"), json.ToJsonString());
        foreach (var (id, height) in new[] { (1, 36), (2, 36), (3, 36), (4, 31) })
        {
            using var bitmap = new SKBitmap(40, height);
            bitmap.Erase(SKColors.Olive);
            using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
            File.WriteAllBytes(Path.Combine(folder, "val2017", $"{id}.jpg"), data.ToArray());
        }
        return CocoFolder.OfInstances(folder, "val2017");
    }

    [Fact]
    public void ForTraining_ImagesWithObjects_HaveSoundOnesOnly()
    {
        var images = CocoObjects.ForTraining(Written(), [7, 3]).Images;

        Assert.Equal([1, 0], images.Select(image => image.Count));
        var image = images[0];
        Assert.Equal(((40, 36), 1), ((image.Image.Width, image.Image.Height), image.Classes[0]));
        Assert.Equal((4f, 6f, 14f, 14f), (image.Boxes[0].Left, image.Boxes[0].Top, image.Boxes[0].Right, image.Boxes[0].Bottom));
        Assert.Equal(80, image.Masks[0].Sum(pixel => pixel));
        Assert.Equal(1, image.Masks[0][6 * 40 + 4]);
    }

    [Fact]
    public void ForEvaluation_AllImages_CountCrowdsAndEveryAnnotationOfTheClasses()
    {
        var set = CocoObjects.ForEvaluation(Written(), [7, 3]);

        Assert.Equal(4, set.Images.Count);
        Assert.Equal(
            [(0, 1, false, 80.0), (0, 0, true, 700), (0, 1, false, 25), (0, 0, false, 0), (1, 0, true, 300), (3, 1, false, 81)],
            set.Annotated().Select(one => (one.Image, one.Category, one.IsCrowd, one.Area)).Select(one => ((int)one.Image, (int)one.Category, one.IsCrowd, one.Area)));
        Assert.All(set.Annotated(), one => Assert.NotNull(one.Mask));
    }

    [Fact]
    public void Sample_OfSome_KeepsObjectsOfThese()
    {
        var sample = CocoObjects.ForEvaluation(Written(), [7, 3]).Sample(2, seed: 1);
        var chosen = Enumerable.Range(0, 2).Select(place => (sample.Images[place].Image.Height, Objects: sample.Annotated().Count(one => one.Image == place))).ToArray();

        Assert.Equal(2, sample.Images.Count);
        Assert.All(chosen, image => Assert.Contains(image, new[] { (36, 4), (36, 1), (36, 0), (31, 1) }));
        Assert.Equal(sample.Annotated().Count, chosen.Sum(image => image.Objects));
    }

    [Fact]
    public void ForTraining_CategoryThatIsNotThere_IsRefused() =>
        Assert.Contains("categories 9", Assert.Throws<DataFormatException>(() => CocoObjects.ForTraining(Written(), [7, 9])).Message, StringComparison.Ordinal);

    private static JsonObject Annotation(int id, int image, int category, double[] box, double area, bool crowd = false) => new()
    {
        ["id"] = id, ["image_id"] = image, ["category_id"] = category, ["iscrowd"] = crowd ? 1 : 0, ["area"] = area,
        ["bbox"] = new JsonArray([.. box.Select(number => JsonValue.Create(number))]),
        ["segmentation"] = new JsonArray(new JsonArray([.. new[] { box[0], box[1], box[0] + box[2], box[1], box[0] + box[2], box[1] + box[3], box[0], box[1] + box[3] }.Select(number => JsonValue.Create(number))])),
    };
}
