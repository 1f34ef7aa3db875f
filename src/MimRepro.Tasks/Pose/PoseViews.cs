using MimRepro.Data;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Pose;

/// <summary>A person as the network sees it.</summary>
/// <param name="ToInput">From pixels of the image to pixels of the input, a mirror and a turn included.</param>
/// <param name="Joints">In pixels of the input; of a mirrored view, joints of the left and the right side have changed places.</param>
public readonly record struct PoseView(AffineMap ToInput, Joint[] Joints);

/// <summary>Cuts people out of images: exactly for measuring, changed at random for training.</summary>
/// <remarks>Gengzigang/PCT configs/hmp_base.py with open-mmlab/mmpose 0.29 datasets/pipelines/top_down_transform.py.</remarks>
public sealed class PoseViews(PoseRecipe recipe)
{
    private const double HalfBodyPadding = 1.5;
    // The reference draws a normal number where an even one was meant; so two thirds of half bodies are upper ones.
    private const double UpperBelow = 0.5;
    private const int FewestOfHalf = 3, FewestAtAll = 2;

    private readonly PoseAugmentationRecipe augmentation = recipe.Augmentation;

    /// <summary>The network's input.</summary>
    public PixelSize Input { get; } = new(recipe.Input.Width, recipe.Input.Height);

    public PixelSize Heatmap { get; } = new(recipe.Input.Width / recipe.Input.HeatmapStride, recipe.Input.Height / recipe.Input.HeatmapStride);

    /// <summary>What is cut out around a box, unchanged.</summary>
    public PoseCrop Crop(PosePerson person) => PoseCrop.Of(person.Box, Input.AspectRatio, recipe.Input.Padding);

    public PoseView Exact(PosePerson person)
    {
        var map = Crop(person).To(Input);
        return new(map, Placed(person.Joints, map));
    }

    /// <summary>A random view; the same generator in the same state gives the same one.</summary>
    /// <param name="imageWidth">In pixels, for the mirror.</param>
    public PoseView Random(PosePerson person, int imageWidth, SeededRandom random)
    {
        var (crop, joints, mirror) = (Crop(person), person.Joints, false);
        if (random.NextDouble() < augmentation.ShiftProbability)
            crop = crop with { Center = new(crop.Center.X + Shift(random) * crop.Width, crop.Center.Y + Shift(random) * crop.Height) };
        if (random.NextDouble() < augmentation.FlipProbability)
        {
            mirror = true;
            joints = Mirroring.Joints(joints, imageWidth, recipe.Skeleton.FlipPairs);
            crop = crop with { Center = crop.Center with { X = imageWidth - crop.Center.X - 1 } };
        }
        if (joints.Count(joint => joint.Score > 0) > augmentation.HalfBodyJoints && random.NextDouble() < augmentation.HalfBodyProbability)
            crop = HalfBody(joints, random) ?? crop;
        var scale = Math.Clamp(Normal(random) * augmentation.ScaleFactor, -augmentation.ScaleFactor, augmentation.ScaleFactor);
        var turn = Math.Clamp(Normal(random), -2, 2) * augmentation.RotationFactor;
        var map = crop.Scaled(1 + scale).To(Input, random.NextDouble() < augmentation.RotationProbability ? turn : 0);
        return new(mirror ? map.After(AffineMap.Mirror(imageWidth)) : map, Placed(joints, map));
    }

    /// <summary>The pixels of a view, normalised.</summary>
    /// <param name="random">Draws changes of colour and black squares; null makes none.</param>
    /// <param name="target">[3, H, W], overwritten.</param>
    public void Paint(RgbImage image, PoseView view, SeededRandom? random, Span<float> target)
    {
        ImageWarp.Sample(image, view.ToInput, Input, target);
        if (random is not null)
        {
            ColorChanges.Jitter(target, augmentation, random);
            if (random.NextDouble() < augmentation.GridDropoutProbability)
                ColorChanges.DropGrid(target, Input, augmentation, random);
        }
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var (mean, std) = (recipe.Input.Normalization.Mean[channel], recipe.Input.Normalization.Std[channel]);
            var (scale, offset) = ((float)(1 / (byte.MaxValue * std)), (float)(-mean / std));
            foreach (ref var value in target.Slice(channel * Input.Area, Input.Area))
                value = value * scale + offset;
        }
    }

    /// <summary>A number of the standard normal distribution, by the method of Box and Muller.</summary>
    private static double Normal(SeededRandom random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private double Shift(SeededRandom random) => augmentation.ShiftFactor * (2 * random.NextDouble() - 1);

    private PoseCrop? HalfBody(Joint[] joints, SeededRandom random)
    {
        var labelled = Enumerable.Range(0, joints.Length).Where(joint => joints[joint].Score > 0).ToLookup(recipe.Skeleton.UpperBody.Contains);
        var (upper, lower) = (labelled[true].ToArray(), labelled[false].ToArray());
        var chosen = Normal(random) < UpperBelow && upper.Length >= FewestOfHalf ? upper : lower.Length >= FewestOfHalf ? lower : upper;
        if (chosen.Length < FewestAtAll)
            return null;
        var (x, y) = (chosen.Select(joint => joints[joint].X).ToArray(), chosen.Select(joint => joints[joint].Y).ToArray());
        var crop = PoseCrop.Grown(new(x.Average(), y.Average()), x.Max() - x.Min(), y.Max() - y.Min(), Input.AspectRatio).Scaled(HalfBodyPadding);
        return crop is { Width: > 0, Height: > 0 } ? crop : null; // joints on one spot
    }

    private static Joint[] Placed(Joint[] joints, AffineMap map) => Array.ConvertAll(joints, joint =>
    {
        var place = map.Apply(joint.Point);
        return new Joint(place.X, place.Y, joint.Score);
    });
}
