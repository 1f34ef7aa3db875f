using SkiaSharp;

namespace MimRepro.Data.Tests.Coco;

/// <summary>Tiny sets in the layouts of the official archives.</summary>
internal static class CocoTree
{
    public const string People = """
        {
          "info": {"year": 2017, "contributor": "nobody"},
          "licenses": [{"id": 1, "name": "none", "url": "x"}],
          "images": [
            {"license": 1, "file_name": "000000000036.jpg", "coco_url": "x", "height": 6, "width": 8, "date_captured": "2013", "id": 36},
            {"license": 1, "file_name": "000000000049.jpg", "height": 8, "width": 6, "id": 49}
          ],
          "annotations": [
            {"segmentation": [[1.5, 1, 6.25, 1, 6, 5, 1, 5]], "num_keypoints": 2, "area": 18.5, "iscrowd": 0,
             "keypoints": [2, 2, 2, 0, 0, 0, 5, 4, 1], "image_id": 36, "bbox": [1, 1, 5.25, 4], "category_id": 1, "id": 1001},
            {"segmentation": {"counts": [3, 5, 40], "size": [8, 6]}, "num_keypoints": 0, "area": 5, "iscrowd": 1,
             "keypoints": [0, 0, 0, 0, 0, 0, 0, 0, 0], "image_id": 49, "bbox": [0, 0, 6, 8], "category_id": 1, "id": 1002},
            {"segmentation": {"counts": "35X1", "size": [8, 6]}, "num_keypoints": 1, "area": 5, "iscrowd": 0,
             "keypoints": [1, 1, 2, 0, 0, 0, 0, 0, 0], "image_id": 49, "bbox": [0, 0, 3, 4], "category_id": 1, "id": 1003}
          ],
          "categories": [
            {"supercategory": "person", "id": 1, "name": "person", "keypoints": ["nose", "left", "right"], "skeleton": [[1, 2], [1, 3]]}
          ]
        }
        """;

    public const string Crowd = """
        {"images": [{"file_name": "100018.jpg", "id": 100018, "height": 6, "width": 8, "crowdIndex": 1.25}],
         "annotations": [{"num_keypoints": 1, "iscrowd": 0, "keypoints": [1, 1, 2, 3, 3, 1], "image_id": 100018, "bbox": [0.5, 1, 4, 3], "category_id": 1, "id": 100016}],
         "categories": [{"supercategory": "person", "id": 1, "name": "person", "keypoints": ["head", "neck"], "skeleton": [[16, 14], [1, 2]]}]}
        """;

    /// <summary>annotations/person_keypoints_train2017.json, train2017/*.jpg.</summary>
    public static void WriteCoco(TemporaryFolder folder, string json = People)
    {
        folder.Folder("annotations");
        folder.Folder("train2017");
        File.WriteAllText(folder.File("annotations/person_keypoints_train2017.json"), json);
        WriteImage(folder.File("train2017/000000000036.jpg"), 8, 6);
        WriteImage(folder.File("train2017/000000000049.jpg"), 6, 8);
    }

    /// <summary>json/crowdpose_*.json, images/*.jpg.</summary>
    public static void WriteCrowdPose(TemporaryFolder folder)
    {
        folder.Folder("json");
        folder.Folder("images");
        File.WriteAllText(folder.File("json/crowdpose_train.json"), Crowd);
        File.WriteAllText(folder.File("json/crowdpose_val.json"), Crowd.Replace("100018", "100020", StringComparison.Ordinal).Replace("100016", "100017", StringComparison.Ordinal));
        WriteImage(folder.File("images/100018.jpg"), 8, 6);
        WriteImage(folder.File("images/100020.jpg"), 8, 6);
    }

    private static void WriteImage(string path, int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.CornflowerBlue);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        File.WriteAllBytes(path, data.ToArray());
    }
}
