using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of a detector: its images, its heads, and how they fit its backbone.</summary>
internal static class DetectionChecks
{
    private const int Coordinates = 4;

    public static void Check(this Faults faults, DetectionRecipe recipe)
    {
        faults.Check("Data", recipe.Data);
        faults.CheckHeldOut(recipe.Data, recipe.Evaluation);
        faults.Check(recipe.Model);
        faults.CheckFit("Data", recipe.Data, recipe.Model);
        faults.CheckFit("Evaluation", recipe.Evaluation, recipe.Model);
        faults.Positive("PyramidWidth", recipe.PyramidWidth);
        faults.Check(recipe.Proposals);
        faults.Check("Boxes.Roi", recipe.Boxes.Roi);
        faults.Positive("Boxes.Width", recipe.Boxes.Width);
        faults.Check("Boxes.Code", recipe.Boxes.Code);
        faults.Check("Boxes.Assigner", recipe.Boxes.Assigner);
        faults.Check("Boxes.Sampler", recipe.Boxes.Sampler);
        faults.Check("Masks.Roi", recipe.Masks.Roi);
        faults.NotNegative("Masks.Convolutions", recipe.Masks.Convolutions);
        faults.Positive("Masks.Width", recipe.Masks.Width);
        faults.Check(recipe.Test);
        faults.Check(recipe.Optimizer);
        faults.Check(recipe.Schedule, recipe.Optimizer);
        faults.Positive("BatchSize", recipe.BatchSize);
        faults.NotNegative("Seed", recipe.Seed);
        faults.Require(Enum.IsDefined(recipe.Precision), "Precision", recipe.Precision.ToString(), "one of Float32, BFloat16");
    }

    private static void Check(this Faults faults, string member, DetectionDataRecipe data)
    {
        faults.Written(member + ".Dataset", data.Dataset);
        faults.Written(member + ".Split", data.Split);
        faults.Require(data.Classes.Length > 0 && data.Classes.Distinct().Count() == data.Classes.Length && data.Classes.All(label => label >= 0),
            member + ".Classes", Text(data.Classes), "one or more categories from 0 up, none twice");
        faults.Require(data.Images is null or > 0, member + ".Images", Text(data.Images ?? 0), "above 0, or null for all images");
        faults.NotNegative(member + ".SubsetSeed", data.SubsetSeed);
        faults.NotNegative(member + ".ToleratedBadRecords", data.ToleratedBadRecords);
        faults.CheckSides(member + ".ShortSides", data.ShortSides, data.LongSide);
        faults.Positive(member + ".LongSide", data.LongSide);
        faults.Probability(member + ".FlipProbability", data.FlipProbability);
        faults.Positive(member + ".SizeDivisor", data.SizeDivisor);
        faults.Require(data.Normalization.Mean.Length == 3 && data.Normalization.Mean.All(double.IsFinite), member + ".Normalization.Mean",
            Text(data.Normalization.Mean), "one finite number for each of 3 channels");
        faults.Require(data.Normalization.Std.Length == 3 && data.Normalization.Std.All(std => double.IsFinite(std) && std > 0), member + ".Normalization.Std",
            Text(data.Normalization.Std), "one number above 0 for each of 3 channels");
        if (data.Crop is not { } crop)
            return;
        faults.Probability(member + ".Crop.Probability", crop.Probability);
        faults.CheckSides(member + ".Crop.ShortSides", crop.ShortSides, data.LongSide);
        faults.Require(crop.MinSide > 0 && crop.MinSide <= crop.MaxSide, member + ".Crop.MinSide", $"{crop.MinSide} … {crop.MaxSide}", "0 < MinSide ≤ MaxSide");
    }

    private static void CheckSides(this Faults faults, string member, int[] sides, int longest) =>
        faults.Require(sides.Length > 0 && sides.All(side => side > 0 && side <= longest), member, Text(sides), $"one or more numbers of pixels, 0 < each ≤ LongSide = {longest}");

    private static void CheckHeldOut(this Faults faults, DetectionDataRecipe training, DetectionDataRecipe evaluation)
    {
        faults.Check("Evaluation", evaluation);
        faults.Require(evaluation.Dataset != training.Dataset || evaluation.Split != training.Split, "Evaluation.Split", evaluation.Split,
            "another split than Data.Split: both read the same data set");
        faults.Require(evaluation.Classes.SequenceEqual(training.Classes), "Evaluation.Classes", Text(evaluation.Classes),
            $"the classes of Data in the same order: {Text(training.Classes)}");
        faults.Require(evaluation.Normalization.Mean.SequenceEqual(training.Normalization.Mean) && evaluation.Normalization.Std.SequenceEqual(training.Normalization.Std),
            "Evaluation.Normalization", "other values than Data.Normalization", "the same values");
        faults.Require(evaluation is { ShortSides.Length: 1, Crop: null, FlipProbability: 0 }, "Evaluation",
            $"short sides {Text(evaluation.ShortSides)}, {(evaluation.Crop is null ? "no" : "a")} crop, flip {Text(evaluation.FlipProbability)}",
            "no augmentation where something is measured: one short side, no crop, 0");
    }

    /// <summary>Colour images; a model of one fixed size needs images that fit into it.</summary>
    private static void CheckFit(this Faults faults, string member, DetectionDataRecipe data, BackboneRecipe model)
    {
        faults.Require(model.InChannels == 3, "Model.InChannels", Text(model.InChannels), "3: detectors read colour images");
        faults.Require(model is SwinRecipe or VisionTransformerRecipe, "Model", model.GetType().Name, "a Swin Transformer of either version, or a Vision Transformer");
        if (model is SwinRecipe { PadToWindows: true } swin)
        {
            faults.Require(swin.PatchSize > 0 && data.SizeDivisor % swin.PatchSize == 0, member + ".SizeDivisor", Text(data.SizeDivisor), $"a multiple of Model.PatchSize = {swin.PatchSize}");
            return;
        }
        faults.Require(data.LongSide <= model.ImageSize, member + ".LongSide", Text(data.LongSide), $"at most Model.ImageSize = {model.ImageSize}: this model takes images of one size, and smaller ones are padded");
        faults.Require(data.SizeDivisor > 0 && model.ImageSize % data.SizeDivisor == 0, member + ".SizeDivisor", Text(data.SizeDivisor), $"a divisor of Model.ImageSize = {model.ImageSize}");
        if (model is VisionTransformerRecipe vision)
            faults.Require(vision.PatchSize % 4 == 0 && vision.EmbedDim % 4 == 0, "Model.PatchSize", $"{vision.PatchSize} px, {vision.EmbedDim} channels", "multiples of 4: the pyramid's finest map has four times the resolution and a quarter of the channels");
    }

    private static void Check(this Faults faults, ProposalHeadRecipe head)
    {
        faults.Require(head.Anchors.Scales.Length > 0 && head.Anchors.Scales.All(Sound), "Proposals.Anchors.Scales", Text(head.Anchors.Scales), "one or more finite numbers above 0");
        faults.Require(head.Anchors.Ratios.Length > 0 && head.Anchors.Ratios.All(Sound), "Proposals.Anchors.Ratios", Text(head.Anchors.Ratios), "one or more finite numbers above 0");
        faults.Check("Proposals.Code", head.Code);
        faults.Check("Proposals.Assigner", head.Assigner);
        faults.Check("Proposals.Sampler", head.Sampler);
        faults.Require(!head.Sampler.AddsObjects, "Proposals.Sampler.AddsObjects", "true", "false: an object's own box is no anchor");
        faults.Check("Proposals.Training", head.Training);
        faults.Check("Proposals.Test", head.Test);
    }

    private static bool Sound(double value) => double.IsFinite(value) && value > 0;

    private static void Check(this Faults faults, string member, BoxCodeRecipe code)
    {
        faults.Require(code.Means.Length == Coordinates && code.Means.All(double.IsFinite), member + ".Means", Text(code.Means), "four finite numbers: x, y, log width, log height");
        faults.Require(code.Deviations.Length == Coordinates && code.Deviations.All(Sound), member + ".Deviations", Text(code.Deviations), "four numbers above 0: x, y, log width, log height");
    }

    private static void Check(this Faults faults, string member, AssignerRecipe assigner)
    {
        faults.Require(assigner.PositiveOverlap is > 0 and <= 1, member + ".PositiveOverlap", Text(assigner.PositiveOverlap), "0 < value ≤ 1");
        faults.Require(assigner.NegativeOverlap > 0 && assigner.NegativeOverlap <= assigner.PositiveOverlap, member + ".NegativeOverlap", Text(assigner.NegativeOverlap),
            $"0 < value ≤ PositiveOverlap = {Text(assigner.PositiveOverlap)}");
        if (assigner.LowQualityOverlap is { } low)
            faults.Require(low is > 0 and <= 1, member + ".LowQualityOverlap", Text(low), "0 < value ≤ 1, or null");
    }

    private static void Check(this Faults faults, string member, SamplerRecipe sampler)
    {
        faults.Positive(member + ".Count", sampler.Count);
        faults.Require(sampler.PositiveShare is > 0 and <= 1, member + ".PositiveShare", Text(sampler.PositiveShare), "0 < value ≤ 1");
    }

    private static void Check(this Faults faults, string member, ProposalRecipe proposals)
    {
        faults.Positive(member + ".CountPerLevel", proposals.CountPerLevel);
        faults.Positive(member + ".Count", proposals.Count);
        faults.Require(proposals.SuppressionOverlap is > 0 and <= 1, member + ".SuppressionOverlap", Text(proposals.SuppressionOverlap), "0 < value ≤ 1");
    }

    private static void Check(this Faults faults, string member, RoiRecipe roi)
    {
        faults.Positive(member + ".Size", roi.Size);
        faults.NotNegative(member + ".Samples", roi.Samples);
        faults.Positive(member + ".FinestScale", roi.FinestScale);
    }

    private static void Check(this Faults faults, DetectionTestRecipe test)
    {
        faults.Rate("Test.ScoreThreshold", test.ScoreThreshold);
        faults.Require(test.SuppressionOverlap is > 0 and <= 1, "Test.SuppressionOverlap", Text(test.SuppressionOverlap), "0 < value ≤ 1");
        faults.Positive("Test.Count", test.Count);
        faults.Require(test.MaskThreshold is > 0 and < 1, "Test.MaskThreshold", Text(test.MaskThreshold), "0 < value < 1");
    }
}
