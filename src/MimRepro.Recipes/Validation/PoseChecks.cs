using System.Numerics;
using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of what pose estimation alone has.</summary>
internal static class PoseChecks
{
    public static void Check(this Faults faults, string member, PoseDataRecipe data)
    {
        faults.Written(member + ".Dataset", data.Dataset);
        faults.Written(member + ".Split", data.Split);
        faults.Require(data.People is null or > 0, member + ".People", Text(data.People ?? 0), "above 0, or null for all");
        faults.NotNegative(member + ".SubsetSeed", data.SubsetSeed);
        faults.NotNegative(member + ".ToleratedBadRecords", data.ToleratedBadRecords);
    }

    public static void Check(this Faults faults, Skeleton skeleton)
    {
        var joints = skeleton.Joints.Length;
        faults.Require(joints > 0 && skeleton.Joints.All(name => !string.IsNullOrWhiteSpace(name)) && skeleton.Joints.Distinct().Count() == joints,
            "Skeleton.Joints", Text(skeleton.Joints), "one name or more, none twice");
        faults.Require(skeleton.Sigmas.Length == joints && skeleton.Sigmas.All(sigma => double.IsFinite(sigma) && sigma > 0),
            "Skeleton.Sigmas", Text(skeleton.Sigmas), $"one number above 0 for each of {joints} joints");
        var paired = skeleton.FlipPairs.SelectMany(pair => pair).ToArray();
        faults.Require(skeleton.FlipPairs.All(pair => pair.Length == 2) && paired.Distinct().Count() == paired.Length && paired.All(IsJoint),
            "Skeleton.FlipPairs", string.Join(", ", skeleton.FlipPairs.Select(Text)), $"pairs of joints 0 … {joints - 1}, no joint twice");
        faults.Require(skeleton.UpperBody.All(IsJoint) && skeleton.UpperBody.Distinct().Count() == skeleton.UpperBody.Length,
            "Skeleton.UpperBody", Text(skeleton.UpperBody), $"joints 0 … {joints - 1}, none twice");

        bool IsJoint(int joint) => joint >= 0 && joint < joints;
    }

    public static void Check(this Faults faults, PoseInputRecipe input, BackboneRecipe model)
    {
        faults.Positive("Input.Sigma", input.Sigma);
        faults.Positive("Input.Padding", input.Padding);
        faults.Require(model.InChannels == 3, "Model.InChannels", Text(model.InChannels), "3: people are cut from colour images");
        faults.Require(input.Normalization.Mean.Length == 3 && input.Normalization.Mean.All(double.IsFinite)
            && input.Normalization.Std.Length == 3 && input.Normalization.Std.All(std => double.IsFinite(std) && std > 0),
            "Input.Normalization", $"{Text(input.Normalization.Mean)}, {Text(input.Normalization.Std)}", "three finite means and three deviations above 0");
        var stride = model.OutputStride();
        if (!faults.Positive("Input.Width", input.Width) | !faults.Positive("Input.Height", input.Height)
            | !faults.Positive("Input.HeatmapStride", input.HeatmapStride) || stride <= 0)
            return;
        faults.Require(input.Width % stride == 0 && input.Height % stride == 0, "Input.Width, Input.Height", $"{input.Width} x {input.Height}",
            $"multiples of the backbone's stride of {stride}");
        faults.Require(stride % input.HeatmapStride == 0 && BitOperations.IsPow2(stride / input.HeatmapStride), "Input.HeatmapStride", Text(input.HeatmapStride),
            $"the backbone's stride of {stride}, or a half, a quarter … of it: each deconvolution doubles the map");
        faults.Require(input.Width == input.Height ? model.ImageSize == input.Width : model.ImageSize == Math.Max(input.Width, input.Height),
            "Model.ImageSize", Text(model.ImageSize), $"the longer side of the input, {Math.Max(input.Width, input.Height)}");
    }

    public static void Check(this Faults faults, PoseAugmentationRecipe augmentation, PoseInputRecipe input)
    {
        faults.Probability("Augmentation.ShiftProbability", augmentation.ShiftProbability);
        faults.Probability("Augmentation.FlipProbability", augmentation.FlipProbability);
        faults.Probability("Augmentation.HalfBodyProbability", augmentation.HalfBodyProbability);
        faults.Probability("Augmentation.RotationProbability", augmentation.RotationProbability);
        faults.Probability("Augmentation.GridDropoutProbability", augmentation.GridDropoutProbability);
        faults.NotNegative("Augmentation.ShiftFactor", augmentation.ShiftFactor);
        faults.NotNegative("Augmentation.HalfBodyJoints", augmentation.HalfBodyJoints);
        faults.Rate("Augmentation.ScaleFactor", augmentation.ScaleFactor);
        faults.NotNegative("Augmentation.RotationFactor", augmentation.RotationFactor);
        faults.Probability("Augmentation.Brightness", augmentation.Brightness);
        faults.Probability("Augmentation.Contrast", augmentation.Contrast);
        faults.Probability("Augmentation.Saturation", augmentation.Saturation);
        faults.Require(augmentation.Hue is >= 0 and <= 0.5, "Augmentation.Hue", Text(augmentation.Hue), "0 ≤ value ≤ 0.5");
        faults.Require(augmentation.GridDropoutRatio is > 0 and < 1, "Augmentation.GridDropoutRatio", Text(augmentation.GridDropoutRatio), "0 < value < 1");
        faults.Require(augmentation.GridCellMin >= 2 && augmentation.GridCellMin <= augmentation.GridCellMax
            && augmentation.GridCellMax <= Math.Min(input.Width, input.Height), "Augmentation.GridCellMin, Augmentation.GridCellMax",
            $"{augmentation.GridCellMin} … {augmentation.GridCellMax}", "2 ≤ min ≤ max ≤ the input's shorter side");
    }

    public static void Check(this Faults faults, PoseTestRecipe test)
    {
        faults.Require(test.FlipTest || !test.ShiftHeatmap, "Test.ShiftHeatmap", "true without FlipTest", "false: only maps of mirrored crops are shifted");
        faults.NotNegative("Test.JointScoreAbove", test.JointScoreAbove);
        faults.Probability("Test.MostSimilar", test.MostSimilar);
        faults.NotNegative("Test.BoxScoreFrom", test.BoxScoreFrom);
        faults.Require(test.DetectorBoxes is null || (test.DetectorBoxes.Length > 0 && !test.DetectorBoxes.Split('/', '\\').Any(part => part is "" or "." or "..") && !test.DetectorBoxes.Contains(':')),
            "Test.DetectorBoxes", test.DetectorBoxes ?? "", "a path below the data set's folder, or null");
        faults.Positive("Test.PckShare", test.PckShare);
        if (test.BoxAreaShare is { } share)
            faults.Positive("Test.BoxAreaShare", share);
    }
}
