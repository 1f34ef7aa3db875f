using System.Text;

namespace MimRepro.Bench.Fuzzing.Coco;

/// <summary>Broken annotation files and files of detections.</summary>
internal static class CocoCorpus
{
    private const string Set = """
        {"info": {"year": 2017, "more": [1, {"deep": null}]},
         "images": [
          {"id": 36, "file_name": "000000000036.jpg", "width": 10, "height": 8},
          {"id": 49, "file_name": "b/c.jpg", "width": 10, "height": 8, "crowdIndex": 0.25}],
         "annotations": [
          {"id": 1, "image_id": 36, "category_id": 1, "iscrowd": 0, "bbox": [1, 2, 3.5, 4], "area": 6.5, "num_keypoints": 1,
           "keypoints": [1, 2, 2, 0, 0, 0], "segmentation": [[1, 1, 2.25, 2, 3, 1, 1e0, 1], [5, 5, 6, 5, 6, 6]]},
          {"id": 2, "image_id": 36, "category_id": 1, "iscrowd": 1, "bbox": [1, 2, 3, 4], "area": 30, "segmentation": {"size": [8, 10], "counts": [20, 30, 30]}},
          {"id": 3, "image_id": 49, "category_id": 2, "bbox": [0, 0, 1, 1], "segmentation": {"counts": "d0n0n0", "size": [8, 10]}}],
         "categories": [
          {"id": 1, "name": "person", "supercategory": "person", "keypoints": ["nose", "neck"], "skeleton": [[1, 2], [2, 9]]},
          {"id": 2, "name": "caf\u00e9"}]}
        """;

    private const string Detections = """
        [{"image_id": 36, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5},
         {"image_id": 49, "category_id": 1, "keypoints": [1, 2, 0.4, 3, 4, 0.2], "score": 0.25},
         {"image_id": 49, "category_id": 2, "bbox": [], "segmentation": {"size": [8, 10], "counts": "d0n0n0"}, "score": 1e-3}]
        """;

    public static FuzzCorpus Create() => new(
        [Encoding.UTF8.GetBytes(Set), Encoding.UTF8.GetBytes(Detections), "[]"u8.ToArray()],
        (random, bytes, other) => random.Next(4) > 0 ? JsonMutations.Any(random, bytes) : ByteMutations.Any(random, bytes, other));
}
