using MimRepro.Data.Imaging;

namespace MimRepro.Data.Coco;

/// <summary>A part of a data set in its official layout: annotations, and where their images lie.</summary>
public sealed class CocoFolder
{
    /// <summary>Names of the data sets in recipes: people and objects of COCO, people of CrowdPose.</summary>
    public const string Keypoints = "coco-keypoints", Instances = "coco-2017", CrowdPose = "crowdpose";

    private const int MostNamed = 10;
    private readonly string _images;

    private CocoFolder(CocoDataset annotations, string images) => (Annotations, _images, LeftOut) = (annotations, images, annotations.Bad.First);

    public CocoDataset Annotations { get; }

    /// <summary>Bad records that were tolerated, the first ten of each kind.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; }

    /// <summary>COCO's people: <c>annotations/person_keypoints_SPLIT.json</c>; images in <c>SPLIT/</c> or <c>images/SPLIT/</c>.</summary>
    /// <param name="split">train2017, val2017 …</param>
    /// <exception cref="DataFormatException">Files are missing or damaged.</exception>
    public static CocoFolder OfKeypoints(string root, string split, CocoReadOptions? options = null) =>
        Open(Path.Combine(root, "annotations", $"person_keypoints_{split}.json"), [Path.Combine(root, split), Path.Combine(root, "images", split)], options);

    /// <summary>COCO's objects: <c>annotations/instances_SPLIT.json</c>; images as for keypoints.</summary>
    /// <inheritdoc cref="OfKeypoints"/>
    public static CocoFolder OfInstances(string root, string split, CocoReadOptions? options = null) =>
        Open(Path.Combine(root, "annotations", $"instances_{split}.json"), [Path.Combine(root, split), Path.Combine(root, "images", split)], options);

    /// <summary>CrowdPose: <c>json/crowdpose_SPLIT.json</c>, or mmpose's <c>annotations/mmpose_crowdpose_SPLIT.json</c>; images of all parts in <c>images/</c>.</summary>
    /// <param name="split">train, val, test or trainval; the last is train and val where it has no file of its own.</param>
    /// <inheritdoc cref="OfKeypoints"/>
    public static CocoFolder OfCrowdPose(string root, string split, CocoReadOptions? options = null)
    {
        var path = CrowdPoseFile(root, split);
        string[] images = [Path.Combine(root, "images")];
        if (split != "trainval" || File.Exists(path))
            return Open(path, images, options);
        var train = Open(CrowdPoseFile(root, "train"), images, options);
        return new(train.Annotations.With(CocoFile.Read(CrowdPoseFile(root, "val"), options)), train._images);
    }

    public string PathOf(long imageId) => Path.Combine(_images, Annotations.Image(imageId).FileName);

    /// <exception cref="DataFormatException">The file is missing or no picture, or not of the size that the annotations are for.</exception>
    public RgbImage ReadImage(long imageId)
    {
        var (path, record) = (PathOf(imageId), Annotations.Image(imageId));
        if (!File.Exists(path))
            throw Missing([record.FileName], 1);
        var image = ImageFile.Read(File.ReadAllBytes(path), path);
        if (image.Width != record.Width || image.Height != record.Height)
            throw new DataFormatException(
                $"An image is not the one that was annotated.\n  file:       {path}\n  expected:   {record.Width} x {record.Height} pixels, as the annotations say\n" +
                $"  got:        {image.Width} x {image.Height}\n  It was resized, turned or replaced.\n  Unpack the official images again.");
        return image;
    }

    /// <summary>Looks whether every image is there, without opening one. One that is missing is a bad record.</summary>
    /// <param name="toleratedBadRecords">So many bad records, of the annotations and images together, are left out.</param>
    /// <returns>The images that are there.</returns>
    /// <exception cref="DataFormatException">More images are missing; the first ten are named.</exception>
    public CocoFolder Checked(int toleratedBadRecords = 0)
    {
        var missing = Annotations.Images.Where(image => !File.Exists(Path.Combine(_images, image.FileName))).ToArray();
        if (missing.Length == 0)
            return this;
        if (Annotations.Bad.Count + missing.Length > toleratedBadRecords)
            throw Missing([.. missing.Select(image => image.FileName)], Annotations.Images.Count);
        return new(Annotations.Only(Annotations.Images.Except(missing).Select(image => image.Id).ToHashSet()), _images)
        {
            LeftOut = [.. LeftOut, .. missing.Take(MostNamed).Select(image => $"{image.FileName} is missing")],
        };
    }

    private static string CrowdPoseFile(string root, string split)
    {
        var (official, converted) = (Path.Combine(root, "json", $"crowdpose_{split}.json"), Path.Combine(root, "annotations", $"mmpose_crowdpose_{split}.json"));
        return !File.Exists(official) && File.Exists(converted) ? converted : official;
    }

    private static CocoFolder Open(string annotations, string[] folders, CocoReadOptions? options)
    {
        var folder = folders.FirstOrDefault(Directory.Exists) ?? throw new DataFormatException(
            $"A folder of images is missing.\n  expected:   {string.Join("\n              or ", folders)}\n  The data set was not unpacked, or lies elsewhere.\n  Unpack it there, or give its folder.");
        return new(CocoFile.Read(annotations, options), folder);
    }

    private DataFormatException Missing(string[] names, int all) => new(
        $"{names.Length} of {all} images of a data set are missing.\n  folder:     {_images}\n  missing:    {string.Join(", ", names.Take(MostNamed))}" +
        (names.Length > MostNamed ? $", … and {names.Length - MostNamed} more" : "") + "\n  The images were not all unpacked.\n  Unpack them again, or raise ToleratedBadRecords to go on without them.");
}
