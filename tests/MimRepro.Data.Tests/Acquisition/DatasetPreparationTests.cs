using MimRepro.Data.Acquisition;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Acquisition;

[Trait("Kind", "Unit")]
public sealed class DatasetPreparationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_FromDataRoot_FillsTheArtifact()
    {
        var output = Prepare("output");

        Assert.Equal(TinyDataset.Contents.Keys.Append(DatasetPreparation.DescriptionFile).Order(), Directory.EnumerateFiles(output).Select(Path.GetFileName).Order());
        Snapshots.Match(File.ReadAllText(Path.Combine(output, DatasetPreparation.DescriptionFile)), "dataset");
        Assert.Equal(TinyDataset.TrainImages / 2, ImageSets.Open(TinyDataset.Train, output).Count);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        var (one, other) = (Prepare("one"), Prepare("other"));

        Assert.All(Directory.EnumerateFiles(one), path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(other, Path.GetFileName(path)))));
    }

    [Fact]
    public void Write_UnknownDataSet_IsRefusedByName()
    {
        var fault = Assert.Throws<RecipeException>(
            () => DatasetPreparation.Write(TinyDataset.Recipe with { Dataset = "coco-keypoint" }, null, _folder.File("cache"), _folder.Folder("output"), (_, _, _) => { }));

        Assert.StartsWith("Data set 'coco-keypoint' is not known.\n  member:     Dataset\n  got:        coco-keypoint\n  expected:   fashion-mnist, or one of coco-keypoints, ", fault.Message);
    }

    private string Prepare(string name)
    {
        TinyDataset.WriteTo(_folder.Folder("given"));
        var output = _folder.Folder(name);
        DatasetPreparation.Write(TinyDataset.Recipe, _folder.File("given"), _folder.File("cache"), output, (_, _, _) => { });
        return output;
    }
}
