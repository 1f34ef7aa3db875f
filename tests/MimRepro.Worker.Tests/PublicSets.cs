using System.Globalization;
using System.Text.Json.Nodes;
using MimRepro.Data.Imaging;
using MimRepro.Data.SceneWorld;
using MimRepro.Tasks.Detection;
using SkiaSharp;

namespace MimRepro.Worker.Tests;

/// <summary>Rendered scenes as files of public sets.</summary>
internal static class PublicSets
{
    public const string DetectorBoxes = "person_detection_results/boxes.json";

    /// <summary><c>SPLIT-NUMBER.jpg</c> for each image.</summary>
    public static void Images(string folder, string split, SceneWorldPack pack)
    {
        for (var i = 0; i < pack.Count; i++)
            Picture(Path.Combine(folder, $"{split}-{i}.jpg"), pack.Image(i));
    }

    public static JsonObject Keypoints(string split, SceneWorldPack pack)
    {
        var poses = ScenePoses.Of(pack);
        return new()
        {
            ["images"] = ImageList(split, pack),
            ["categories"] = new JsonArray(new JsonObject { ["id"] = 1, ["name"] = "person", ["keypoints"] = new JsonArray([.. poses.Categories[0].Keypoints.Select(name => JsonValue.Create(name))]), ["skeleton"] = new JsonArray() }),
            ["annotations"] = new JsonArray([.. poses.Annotations.Select(one => new JsonObject
            {
                ["id"] = one.Id, ["image_id"] = one.ImageId, ["category_id"] = 1, ["iscrowd"] = 0, ["area"] = one.Area, ["num_keypoints"] = one.LabelledKeypoints,
                ["bbox"] = Numbers(one.Box.X, one.Box.Y, one.Box.Width, one.Box.Height), ["keypoints"] = Numbers(one.Keypoints),
            })]),
        };
    }

    /// <summary>The annotated boxes, cut off at the image's rim as a training sees them, as what a detector found.</summary>
    public static JsonArray Detections(JsonObject keypoints) => new([.. keypoints["annotations"]!.AsArray().Where(one => (int)one!["num_keypoints"]! > 0).Select(one =>
    {
        var (box, image) = (one!["bbox"]!.AsArray().Select(number => (double)number!).ToArray(), keypoints["images"]!.AsArray().Single(image => (long)image!["id"]! == (long)one["image_id"]!)!);
        var (left, top) = (Math.Max(0, box[0]), Math.Max(0, box[1]));
        var (right, bottom) = (Math.Min((int)image["width"]! - 1, left + box[2]), Math.Min((int)image["height"]! - 1, top + box[3]));
        return new JsonObject { ["image_id"] = (long)one["image_id"]!, ["category_id"] = 1, ["score"] = 1, ["bbox"] = Numbers(left, top, right - left, bottom - top) };
    })]);

    /// <summary>Creatures with masks; of the first image's only one, a crowd, and of the second nothing.</summary>
    public static JsonObject Instances(string split, SceneWorldPack pack)
    {
        var annotations = new JsonArray();
        for (var image = 0; image < pack.Count; image++)
        {
            var (instances, creatures) = (pack.Instances(image), pack.Creatures(image));
            for (var number = 0; number < (image switch { 0 => 1, 1 => 0, _ => creatures.Count }); number++)
            {
                if (creatures[number].Area == 0)
                    continue;
                var mask = RunLengthMask.FromBitmap(pack.Recipe.ImageSize, pack.Recipe.ImageSize, Array.ConvertAll(instances, instance => (byte)(instance == number + 1 ? 1 : 0)));
                annotations.Add(new JsonObject
                {
                    ["id"] = annotations.Count + 1, ["image_id"] = image, ["category_id"] = SceneWorldSet.Label(pack.Recipe, creatures[number]), ["iscrowd"] = image == 0 ? 1 : 0, ["area"] = mask.Area,
                    ["bbox"] = Numbers(mask.Box.Left, mask.Box.Top, mask.Box.Width, mask.Box.Height),
                    ["segmentation"] = new JsonObject { ["counts"] = mask.ToText(), ["size"] = new JsonArray(mask.Height, mask.Width) },
                });
            }
        }
        return new()
        {
            ["images"] = ImageList(split, pack),
            ["categories"] = new JsonArray([.. Enumerable.Range(0, 40).Select(id => new JsonObject { ["id"] = id, ["name"] = $"plan {id}" })]),
            ["annotations"] = annotations,
        };
    }

    public static void Nyu(string folder, string split, SceneWorldPack pack)
    {
        var pictures = Path.Combine([folder, "nyu_depth_v2", .. split == "test" ? new[] { "official_splits", "test" } : []]);
        var lines = new List<string>();
        for (var i = 0; i < pack.Count; i++)
        {
            Picture(Path.Combine(pictures, "room", $"rgb_{i:00000}.jpg"), pack.Image(i));
            var depth = Array.ConvertAll(pack.Depth(i), metres => (ushort)Math.Min(ushort.MaxValue, metres * 1000));
            File.WriteAllBytes(Path.Combine(pictures, "room", $"sync_depth_{i:00000}.png"), GreyPng.Write(new(pack.Recipe.ImageSize, pack.Recipe.ImageSize, 16, depth)));
            lines.Add($"/room/rgb_{i:00000}.jpg /room/sync_depth_{i:00000}.png");
        }
        Directory.CreateDirectory(Path.Combine(folder, "nyudepthv2"));
        File.WriteAllLines(Path.Combine(folder, "nyudepthv2", $"{split}_list.txt"), lines);
    }

    public static void Got10k(string folder, string split, SceneWorldPack pack)
    {
        var names = new List<string>();
        foreach (var (name, boxes) in Clips(pack))
        {
            var sequence = Path.Combine(folder, split, $"GOT-10k_{split}_{name}");
            names.Add(Path.GetFileName(sequence));
            Frames(sequence, pack, int.Parse(name, CultureInfo.InvariantCulture), frame => $"{frame + 1:00000000}.jpg");
            File.WriteAllLines(Path.Combine(sequence, "groundtruth.txt"), boxes);
            File.WriteAllLines(Path.Combine(sequence, "cover.label"), boxes.Select(_ => "8"));
            File.WriteAllLines(Path.Combine(sequence, "absence.label"), boxes.Select(_ => "0"));
            File.WriteAllText(Path.Combine(sequence, "meta_info.ini"), "[METAINFO]\nanno_fps: 10Hz\n");
        }
        File.WriteAllLines(Path.Combine(folder, split, "list.txt"), names);
    }

    /// <summary>Of the test part only first boxes are public.</summary>
    public static void TrackingNet(string folder, SceneWorldPack train, SceneWorldPack test)
    {
        foreach (var part in Enumerable.Range(0, 12))
            Directory.CreateDirectory(Path.Combine(folder, $"TRAIN_{part}", "anno"));
        foreach (var (part, pack) in new[] { ("TRAIN_0", train), ("TEST", test) })
        {
            foreach (var (name, boxes) in Clips(pack))
            {
                Frames(Path.Combine(folder, part, "frames", name), pack, int.Parse(name, CultureInfo.InvariantCulture), frame => $"{frame}.jpg");
                Directory.CreateDirectory(Path.Combine(folder, part, "anno"));
                File.WriteAllLines(Path.Combine(folder, part, "anno", name + ".txt"), part == "TEST" ? boxes[..1] : boxes);
            }
        }
    }

    public static void Write(string path, JsonNode json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json.ToJsonString());
    }

    private static IEnumerable<(string Name, string[] Boxes)> Clips(SceneWorldPack pack) => Enumerable.Range(0, pack.Count / pack.Recipe.Frames).Select(clip => ($"{clip:000000}", Enumerable.Range(0, pack.Recipe.Frames).Select(frame =>
    {
        var box = pack.Creatures(clip * pack.Recipe.Frames + frame)[0].FullBox;
        return string.Create(CultureInfo.InvariantCulture, $"{box.X},{box.Y},{box.Width},{box.Height}");
    }).ToArray()));

    private static void Frames(string folder, SceneWorldPack pack, int clip, Func<int, string> name)
    {
        for (var frame = 0; frame < pack.Recipe.Frames; frame++)
            Picture(Path.Combine(folder, name(frame)), pack.Image(clip * pack.Recipe.Frames + frame));
    }

    private static JsonArray ImageList(string split, SceneWorldPack pack) => new([.. Enumerable.Range(0, pack.Count).Select(image => new JsonObject
    {
        ["id"] = (long)image, ["file_name"] = $"{split}-{image}.jpg", ["width"] = pack.Recipe.ImageSize, ["height"] = pack.Recipe.ImageSize,
    })]);

    private static JsonArray Numbers(params double[] numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    private static void Picture(string path, RgbImage image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Pixels = [.. Enumerable.Range(0, image.Width * image.Height).Select(i => new SKColor(image.Pixels[3 * i], image.Pixels[3 * i + 1], image.Pixels[3 * i + 2]))];
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        File.WriteAllBytes(path, data.ToArray());
    }
}
