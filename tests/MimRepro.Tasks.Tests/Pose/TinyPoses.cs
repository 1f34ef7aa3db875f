using MimRepro.Data;
using MimRepro.Data.Coco;
using MimRepro.Data.Imaging;
using MimRepro.Models.Tests;
using MimRepro.Recipes;
using MimRepro.Tasks.Pose;

namespace MimRepro.Tasks.Tests.Pose;

/// <summary>Generated creatures of three dots: a red one, and a green and a blue one that are a pair.</summary>
internal static class TinyPoses
{
    public const int Side = 48;

    public static readonly Skeleton Skeleton = new() { Joints = ["red", "green", "blue"], Sigmas = [0.1, 0.1, 0.1], FlipPairs = [[1, 2]], UpperBody = [0] };

    public static readonly PoseRecipe Recipe = new()
    {
        Id = "pose-tiny", Source = "none", Deviations = [],
        Data = new() { Dataset = "dots", Split = "train", People = null, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Evaluation = new() { Dataset = "dots", Split = "val", People = null, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Skeleton = Skeleton,
        Input = new() { Width = 32, Height = 32, HeatmapStride = 4, Sigma = 1, Padding = 1.25, Normalization = new() { Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.25, 0.25] } },
        Model = TinyRecipes.Tiny with { ImageSize = 32, PatchSize = 8, InChannels = 3, EmbedDim = 16, Depth = 1, InitialDeviation = 0.1 },
        Head = new() { Channels = 8, InitialDeviation = 0.1 },
        Augmentation = new()
        {
            ShiftProbability = 0.3, ShiftFactor = 0.1, FlipProbability = 0.5, HalfBodyProbability = 0.3, HalfBodyJoints = 2, ScaleFactor = 0.2,
            RotationProbability = 0.6, RotationFactor = 20, Brightness = 0.1, Contrast = 0.1, Saturation = 0.1, Hue = 0.02,
            GridDropoutProbability = 0.1, GridCellMin = 4, GridCellMax = 8, GridDropoutRatio = 0.5,
        },
        Test = new() { FlipTest = true, ShiftHeatmap = true, Refine = true, JointScoreAbove = 0.2, MostSimilar = 0.9, DetectorBoxes = null, BoxScoreFrom = 0, BoxAreaShare = null, PckShare = 0.2 },
        Optimizer = new() { BaseLearningRate = 5e-3, BaseBatchSize = 8, Betas = [0.9, 0.999], Epsilon = 1e-8, WeightDecay = 0.05, ClipGradNorm = null, LayerDecay = 0.9, EmaDecay = null },
        Schedule = new() { Kind = ScheduleKind.Cosine, Epochs = 8, WarmupEpochs = 0, WarmupLearningRate = 0, MinLearningRate = 0, DecayEpochs = null, DecayRate = null },
        BatchSize = 8, Precision = Precision.Float32, Seed = 3, PretrainedBlocks = null,
    };

    /// <summary>One creature an image, drawn anew by the image's id.</summary>
    public static PoseSet Set(int images, int firstId)
    {
        var annotations = Enumerable.Range(firstId, images).Select(Creature).ToArray();
        var set = new CocoDataset([.. annotations.Select(one => new CocoImage(one.ImageId, $"{one.ImageId}.png", Side, Side))],
            [new(1, "dots") { Keypoints = Skeleton.Joints }], annotations);
        return new(set, Skeleton, id => Paint(set.AnnotationsOf(id).Single()));
    }

    private static CocoAnnotation Creature(int id)
    {
        var random = new SeededRandom(7, "creature", id);
        double[] places = [.. Enumerable.Range(0, 6).Select(_ => 8.0 + random.Next(Side - 16))];
        var keypoints = places.Chunk(2).SelectMany(place => new[] { place[0], place[1], 2 }).ToArray();
        return new()
        {
            Id = id, ImageId = id, CategoryId = 1, Box = new(4, 4, Side - 8, Side - 8), Area = (Side - 8) * (Side - 8), Keypoints = keypoints, LabelledKeypoints = 3,
        };
    }

    private static RgbImage Paint(CocoAnnotation creature)
    {
        var image = new RgbImage(Side, Side, new byte[Side * Side * 3]);
        for (var joint = 0; joint < 3; joint++)
            for (var dy = -3; dy <= 3; dy++)
                for (var dx = -3; dx <= 3; dx++)
                    image.Pixels[(((int)creature.Keypoints[3 * joint + 1] + dy) * Side + (int)creature.Keypoints[3 * joint] + dx) * 3 + joint] = 255;
        return image;
    }
}
