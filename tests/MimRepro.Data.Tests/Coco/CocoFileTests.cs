using MimRepro.Data.Coco;

namespace MimRepro.Data.Tests.Coco;

[Trait("Kind", "Unit")]
public sealed class CocoFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void OfKeypoints_OfficialLayout_ReadsEveryRecordAndImage()
    {
        CocoTree.WriteCoco(folder);

        var part = CocoFolder.OfKeypoints(folder.Path, "train2017");

        part.Checked();
        Assert.Equal(["nose", "left", "right"], part.Annotations.Categories.Single().Keypoints);
        Assert.Equal([(0, 1), (0, 2)], part.Annotations.Categories[0].Limbs);
        Assert.Equal(new CocoImage(36, "000000000036.jpg", 8, 6), part.Annotations.Image(36));
        var person = part.Annotations.AnnotationsOf(36).Single();
        Assert.Equal((1001L, 18.5, 2, false), (person.Id, person.Area!.Value, person.LabelledKeypoints, person.IsCrowd));
        Assert.Equal(new CocoBox(1, 1, 5.25, 4), person.Box);
        Assert.Equal([2, 2, 2, 0, 0, 0, 5, 4, 1], person.Keypoints);
        Assert.Equal([1.5, 1, 6.25, 1, 6, 5, 1, 5], Assert.IsType<CocoPolygons>(person.Segmentation).Outlines.Single());
        Assert.Equal([1002, 1003], part.Annotations.AnnotationsOf(49).Select(annotation => annotation.Id));
        Assert.True(part.Annotations.AnnotationsOf(49)[0].IsCrowd);
        Assert.All(part.Annotations.AnnotationsOf(49), annotation => Assert.Equal([3, 5, 40], Assert.IsType<CocoRunLengths>(annotation.Segmentation).Counts));
        Assert.Equal((6, 8), (part.ReadImage(49).Width, part.ReadImage(49).Height));
    }

    [Fact]
    public void OfCrowdPose_OfficialLayout_JoinsTrainAndVal()
    {
        CocoTree.WriteCrowdPose(folder);

        var part = CocoFolder.OfCrowdPose(folder.Path, "trainval");

        part.Checked();
        Assert.Equal([100018, 100020], part.Annotations.Images.Select(image => image.Id));
        Assert.Equal([1.25, 1.25], part.Annotations.Images.Select(image => image.CrowdIndex!.Value));
        Assert.Equal([(0, 1)], part.Annotations.Categories.Single().Limbs); // its file has COCO's lines too
        Assert.Equal((1, 2), (part.Annotations.Annotations[0].LabelledKeypoints, RecordParsing.Labelled(part.Annotations.Annotations[0].Keypoints)));
        Assert.Null(part.Annotations.Annotations[0].Area);
    }

    [Theory]
    [InlineData("\"id\": 49", "\"id\": 36", "images[1]", "id occurs twice")]
    [InlineData("\"id\": 1002", "\"id\": 1001", "annotations[1]", "id occurs twice")]
    [InlineData("\"image_id\": 36", "\"image_id\": 37", "annotations[0]", "image_id is 37")]
    [InlineData("\"category_id\": 1, \"id\": 1003", "\"category_id\": 2, \"id\": 1003", "annotations[2]", "category_id is 2")]
    [InlineData("5.25, 4]", "-5.25, 4]", "annotations[0]", "a width and a height of at least 0")]
    [InlineData("5.25, 4]", "1e999, 4]", "annotations[0]", "bbox[2] is 1e999, expected a finite number")]
    [InlineData("5.25, 4]", "5.25]", "annotations[0]", "bbox is a list of 3")]
    [InlineData("0, 0, 0, 5, 4, 1]", "0, 0, 0, 5, 4]", "annotations[0]", "keypoints is a list of 8")]
    [InlineData("0, 0, 0, 5, 4, 1]", "0, 0, 0]", "annotations[0]", "keypoints has 6 numbers, expected 3 x 3 joints")]
    [InlineData("5, 4, 1]", "5, 4, 3]", "annotations[0]", "keypoints[8] is 3")]
    [InlineData("\"num_keypoints\": 2", "\"num_keypoints\": 4", "annotations[0]", "num_keypoints is 4")]
    [InlineData("\"area\": 18.5", "\"area\": -1", "annotations[0]", "area is -1")]
    [InlineData("\"iscrowd\": 1", "\"iscrowd\": 2", "annotations[1]", "iscrowd is 2, expected 0 or 1")]
    [InlineData("[3, 5, 40]", "[3, 5, 41]", "annotations[1]", "49 pixels in all, expected 8 x 6 = 48")]
    [InlineData("\"35X1\"", "\"35X\"", "annotations[2]", "continues no run")]
    [InlineData("\"35X1\", \"size\": [8, 6]", "\"35X1\", \"size\": [6, 8]", "annotations[2]", "segmentation.size is 6 x 8, expected the image's 8 x 6")]
    [InlineData("[[1.5, 1, 6.25, 1, 6, 5, 1, 5]]", "[[1.5, 1, 6.25, 1]]", "annotations[0]", "an even list of six numbers or more")]
    [InlineData("\"width\": 8", "\"width\": 0", "images[0]", "width is 0")]
    [InlineData("000000000036.jpg", "../000000000036.jpg", "images[0]", "a path below the folder of images")]
    [InlineData("\"name\": \"person\"", "\"name\": 7", "categories[0]", "name is 7")]
    public void Read_DamagedRecord_IsNamedWithPlaceAndFault(string sound, string damaged, string place, string fault)
    {
        var path = folder.File("damaged.json");
        Assert.Contains(sound, CocoTree.People, StringComparison.Ordinal);
        File.WriteAllText(path, CocoTree.People.Replace(sound, damaged, StringComparison.Ordinal));

        var message = Assert.Throws<DataFormatException>(() => CocoFile.Read(path)).Message;

        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
        var tolerant = CocoFile.Read(path, new() { ToleratedBadRecords = int.MaxValue });
        Assert.True(tolerant.Bad.Count > 0);
        Assert.Contains(tolerant.Bad.First, line => line.Contains(place, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SeveralBadRecords_NamesThemAllAtOnce()
    {
        var path = folder.File("damaged.json");
        File.WriteAllText(path, CocoTree.People.Replace("\"image_id\": 49", "\"image_id\": 50", StringComparison.Ordinal).Replace("\"area\": 18.5", "\"area\": null, \"bbox\": 7", StringComparison.Ordinal)
            .Replace("\"bbox\": [1, 1, 5.25, 4], ", "", StringComparison.Ordinal));

        var message = Assert.Throws<DataFormatException>(() => CocoFile.Read(path)).Message;

        Assert.Equal("""
            3 records of a COCO file cannot be used.
              file:       <folder>/damaged.json
              annotations[0] (id 1001, byte N): bbox is 7, expected a list of numbers
              annotations[1] (id 1002, byte N): image_id is 50, expected the id of an image of this file
              annotations[2] (id 1003, byte N): image_id is 50, expected the id of an image of this file
              The file is damaged, was edited, or is of another data set.
              Get it again, or raise ToleratedBadRecords to go on without these records.
            """, System.Text.RegularExpressions.Regex.Replace(folder.Anonymous(message), "byte [0-9]+", "byte N"), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Read_BadRecord_IsNamedByTheByteAtWhichItBegins()
    {
        var path = folder.File("damaged.json");
        var text = CocoTree.People.Replace("\"iscrowd\": 1", "\"iscrowd\": 2", StringComparison.Ordinal);
        File.WriteAllText(path, text);

        var line = CocoFile.Read(path, new() { ToleratedBadRecords = int.MaxValue }).Bad.First.Single();

        var offset = text.LastIndexOf('{', text.IndexOf("{\"counts\": [3", StringComparison.Ordinal) - 1);
        Assert.StartsWith($"annotations[1] (id 1002, byte {offset}): ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no JSON of the COCO kind")]
    [InlineData("[]", "does not begin with an object")]
    [InlineData("{\"images\": [], \"categories\": []}", "the list 'annotations' is missing")]
    [InlineData("{\"images\": {}, \"categories\": [], \"annotations\": []}", "'images' is no list")]
    [InlineData("{\"images\": [], \"images\": []}", "'images' occurs twice")]
    [InlineData("{\"images\": [{\"id\": 1", "no JSON of the COCO kind")]
    [InlineData("{\"images\": [], \"categories\": [], \"annotations\": []} 1", "no JSON of the COCO kind")]
    [InlineData("{\"other\": {\"deep\": [1, 2", "no JSON of the COCO kind")]
    [InlineData("\u001f\u008b\u0008", "no JSON of the COCO kind")]
    public void Read_NoCocoJson_IsRefusedInAnyCase(string json, string fault)
    {
        var path = folder.File("other.json");
        File.WriteAllText(path, json);

        var refused = Assert.Throws<DataFormatException>(() => CocoFile.Read(path, new() { ToleratedBadRecords = int.MaxValue }));

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        var path = folder.File("cut.json");
        var bytes = System.Text.Encoding.UTF8.GetBytes(CocoTree.Crowd);

        for (var length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<DataFormatException>(() => CocoFile.Read(path, new() { ToleratedBadRecords = int.MaxValue }));
        }
    }

    [Fact]
    public void Read_AnyChangedBytes_AreReadOrRefusedInWords()
    {
        var (sound, path) = (System.Text.Encoding.UTF8.GetBytes(CocoTree.People), folder.File("changed.json"));
        byte[] likely = [.. "\"\\[]{},:0-9.eEuud8\0"u8, 0xFF, 0xED, 0xA0];
        for (var draw = 0; draw < 1500; draw++)
        {
            var (random, bytes) = (new SeededRandom(11, "bytes", draw), sound.ToArray());
            for (var change = 0; change < 3; change++)
                bytes[random.Next(bytes.Length)] = likely[random.Next(likely.Length)];
            File.WriteAllBytes(path, bytes);
            try
            {
                CocoFile.Read(path, new() { ToleratedBadRecords = draw % 2 == 0 ? int.MaxValue : 0 });
            }
            catch (DataFormatException refused)
            {
                Assert.Contains(path, refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\ud800\\u0041")]
    public void Read_HalfASurrogate_IsAFaultOfItsRecord(string half)
    {
        var path = folder.File("half.json");
        foreach (var place in new[] { "000000000036.jpg", "file_name", "person", "35X1", "counts" })
        {
            File.WriteAllText(path, CocoTree.People.Replace(place, half, StringComparison.Ordinal));
            Assert.Throws<DataFormatException>(() => CocoFile.Read(path));
        }
    }

    [Fact]
    public void Read_RecordsLargerThanTheBuffer_AreTheSame()
    {
        var path = folder.File("large.json");
        var filler = string.Join(",", Enumerable.Repeat("1", 100_000));
        File.WriteAllText(path, CocoTree.People.Replace("\"num_keypoints\": 2", $"\"other\": [{filler}], \"num_keypoints\": 2", StringComparison.Ordinal), System.Text.Encoding.UTF8);

        var read = CocoFile.Read(path);

        Assert.Equal(3, read.Annotations.Count);
        Assert.Equal([1.5, 1, 6.25, 1, 6, 5, 1, 5], Assert.IsType<CocoPolygons>(read.Annotations[0].Segmentation).Outlines.Single());
        var refused = Assert.Throws<DataFormatException>(() => CocoFile.Read(path, new() { MostRecordBytes = 100_000 }));
        Assert.Contains("one record has more than 100,000 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutSegmentations_StillChecksThem()
    {
        var path = folder.File("some.json");
        File.WriteAllText(path, CocoTree.People);
        Assert.All(CocoFile.Read(path, new() { Segmentations = false }).Annotations, annotation => Assert.Null(annotation.Segmentation));

        File.WriteAllText(path, CocoTree.People.Replace("[3, 5, 40]", "[3, 5, 4]", StringComparison.Ordinal));
        Assert.Throws<DataFormatException>(() => CocoFile.Read(path, new() { Segmentations = false }));
    }

    [Fact]
    public void Folder_MissingImages_AreNamed()
    {
        CocoTree.WriteCoco(folder);
        File.Delete(folder.File("train2017/000000000049.jpg"));
        var part = CocoFolder.OfKeypoints(folder.Path, "train2017");

        var missing = Assert.Throws<DataFormatException>(() => part.Checked());

        Assert.Contains("1 of 2 images", missing.Message, StringComparison.Ordinal);
        Assert.Contains("000000000049.jpg", missing.Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => part.ReadImage(49));
    }

    [Fact]
    public void ReadImage_OfAnotherSize_IsRefused()
    {
        CocoTree.WriteCoco(folder);
        File.Copy(folder.File("train2017/000000000049.jpg"), folder.File("train2017/000000000036.jpg"), overwrite: true);

        var refused = Assert.Throws<DataFormatException>(() => CocoFolder.OfKeypoints(folder.Path, "train2017").ReadImage(36));

        Assert.Contains("expected:   8 x 6 pixels", refused.Message, StringComparison.Ordinal);
        Assert.Contains("got:        6 x 8", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("val2017", "person_keypoints_val2017.json")]
    public void OfKeypoints_OtherPart_SaysWhatIsMissing(string split, string file)
    {
        CocoTree.WriteCoco(folder);
        folder.Folder(split);

        var missing = Assert.Throws<DataFormatException>(() => CocoFolder.OfKeypoints(folder.Path, split));

        Assert.Contains(file, missing.Message, StringComparison.Ordinal);
    }
}
