using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of what is particular to depth: samples, head, evaluation, and how they fit a backbone.</summary>
internal static class DepthChecks
{
    private const int Colours = 3;

    public static void Check(this Faults faults, DepthDataRecipe data)
    {
        faults.Written("Data.Dataset", data.Dataset);
        faults.NotNegative("Data.ToleratedBadRecords", data.ToleratedBadRecords);
        faults.Positive("Data.CropHeight", data.CropHeight);
        faults.Positive("Data.CropWidth", data.CropWidth);
        faults.NotNegative("Data.CutDepthEvery", data.CutDepthEvery);
        faults.Probability("Data.CutDepthWidth", data.CutDepthWidth);
        faults.Probability("Data.FlipProbability", data.FlipProbability);
        faults.Probability("Data.ColourProbability", data.ColourProbability);
        faults.Probability("Data.BrightnessLimit", data.BrightnessLimit);
        faults.Probability("Data.ContrastLimit", data.ContrastLimit);
        faults.Interval("Data.Gamma", data.Gamma, double.PositiveInfinity);
        faults.Require(data.HueLimit is >= 0 and <= 90, "Data.HueLimit", Text(data.HueLimit), "0 to 90: 90 steps of 2 degrees are half of the circle");
        faults.Require(data.SaturationLimit is >= 0 and <= 255, "Data.SaturationLimit", Text(data.SaturationLimit), "0 to 255");
        faults.Require(data.ValueLimit is >= 0 and <= 255, "Data.ValueLimit", Text(data.ValueLimit), "0 to 255");
        var (mean, deviation) = (data.Normalization.Mean, data.Normalization.Std);
        faults.Require(mean.Length == Colours && mean.All(double.IsFinite), "Data.Normalization.Mean", Text(mean), "three finite numbers, one for each colour");
        faults.Require(deviation.Length == Colours && deviation.All(value => double.IsFinite(value) && value > 0), "Data.Normalization.Std", Text(deviation), "three numbers above 0, one for each colour");
    }

    public static void Check(this Faults faults, DepthHeadRecipe head)
    {
        faults.Require(head.Filters.All(filters => filters > 0), "Head.Filters", Text(head.Filters), "numbers above 0");
        faults.Require(head.Kernels.Length == head.Filters.Length && head.Kernels.All(kernel => kernel is >= 2 and <= 4), "Head.Kernels", Text(head.Kernels),
            $"one of 2, 3, 4 for each of {head.Filters.Length} Head.Filters");
        faults.NotNegative("Head.BilinearDoublings", head.BilinearDoublings);
        faults.Positive("Head.Channels", head.Channels);
        faults.Positive("Head.MaxDepth", head.MaxDepth);
        faults.Positive("Head.InitialDeviation", head.InitialDeviation);
    }

    /// <summary>Depth comes out at the size of the crop, and the backbone takes crops of that size.</summary>
    public static void CheckFit(this Faults faults, DepthRecipe recipe)
    {
        var (model, data, head) = (recipe.Model, recipe.Data, recipe.Head);
        faults.Require(model.InChannels == Colours, "Model.InChannels", Text(model.InChannels), "3: pictures have colours");
        faults.Require(data.CropHeight == model.ImageSize, "Data.CropHeight", Text(data.CropHeight), $"Model.ImageSize = {model.ImageSize}");
        faults.Require(data.CropWidth == model.ImageSize || model is SwinRecipe { PadToWindows: true }, "Data.CropWidth", Text(data.CropWidth), $"Model.ImageSize = {model.ImageSize}, or PadToWindows");
        var stride = model.OutputStride();
        if (stride <= 0)
            return;
        var doublings = head.Filters.Length + head.BilinearDoublings;
        faults.Require(doublings is >= 0 and < 31 && 1 << doublings == stride, "Head.Filters, Head.BilinearDoublings", $"{doublings} doublings",
            $"as many as make up for the backbone's stride of {stride}, a power of 2");
        faults.Require(data.CropHeight % stride == 0 && data.CropWidth % stride == 0, "Data.CropHeight, Data.CropWidth", $"{data.CropHeight} x {data.CropWidth}",
            $"multiples of the backbone's stride of {stride}");
    }

    public static void Check(this Faults faults, DepthEvaluationRecipe evaluation)
    {
        faults.Require(evaluation.ShiftedWindows is null or >= 2, "Evaluation.ShiftedWindows", Text(evaluation.ShiftedWindows ?? 0), "2 or more, or null for whole images");
        faults.Require(evaluation.MinDepth > 0 && evaluation.MinDepth < evaluation.MaxDepth && double.IsFinite(evaluation.MaxDepth), "Evaluation.MinDepth, Evaluation.MaxDepth",
            $"{Text(evaluation.MinDepth)}, {Text(evaluation.MaxDepth)}", "0 < MinDepth < MaxDepth");
        faults.Require(Enum.IsDefined(evaluation.Crop), "Evaluation.Crop", evaluation.Crop.ToString(), "one of " + string.Join(", ", Enum.GetNames<DepthCrop>()));
        var kept = evaluation.KeptPredictions;
        faults.Require(kept.All(place => place >= 0) && kept.Zip(kept.Skip(1)).All(pair => pair.First < pair.Second), "Evaluation.KeptPredictions", Text(kept), "places from 0, rising, none twice");
    }
}
