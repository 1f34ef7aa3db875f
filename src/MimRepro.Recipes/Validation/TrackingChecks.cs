using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of what is particular to tracking: pairs, tracker, loss, evaluation, and how they fit a backbone.</summary>
internal static class TrackingChecks
{
    private const int Colours = 3;

    public static void Check(this Faults faults, TrackingDataRecipe data)
    {
        faults.Require(data.Datasets.Length > 0 && data.Datasets.All(name => !string.IsNullOrWhiteSpace(name)) && data.Datasets.Distinct().Count() == data.Datasets.Length,
            "Data.Datasets", Text(data.Datasets), "at least one name, none twice");
        faults.NotNegative("Data.ToleratedBadRecords", data.ToleratedBadRecords);
        faults.Positive("Data.LargestGap", data.LargestGap);
        faults.Positive("Data.TemplateSize", data.TemplateSize);
        faults.Positive("Data.SearchSize", data.SearchSize);
        faults.Require(data.TemplateArea >= 1 && double.IsFinite(data.TemplateArea), "Data.TemplateArea", Text(data.TemplateArea), "at least 1: the box itself");
        faults.Require(data.SearchArea >= 1 && double.IsFinite(data.SearchArea), "Data.SearchArea", Text(data.SearchArea), "at least 1: the box itself");
        faults.NotNegative("Data.TemplateScaleJitter", data.TemplateScaleJitter);
        faults.NotNegative("Data.SearchScaleJitter", data.SearchScaleJitter);
        faults.NotNegative("Data.TemplateTranslationJitter", data.TemplateTranslationJitter);
        faults.NotNegative("Data.SearchTranslationJitter", data.SearchTranslationJitter);
        faults.Probability("Data.GreyProbability", data.GreyProbability);
        faults.Probability("Data.ColourJitter", data.ColourJitter);
        var (mean, deviation) = (data.Normalization.Mean, data.Normalization.Std);
        faults.Require(mean.Length == Colours && mean.All(double.IsFinite), "Data.Normalization.Mean", Text(mean), "three finite numbers, one for each colour");
        faults.Require(deviation.Length == Colours && deviation.All(value => double.IsFinite(value) && value > 0), "Data.Normalization.Std", Text(deviation), "three numbers above 0, one for each colour");
    }

    public static void Check(this Faults faults, TrackerRecipe tracker)
    {
        if (faults.Positive("Tracker.Width", tracker.Width) & faults.Positive("Tracker.Heads", tracker.Heads))
            faults.Require(tracker.Width % tracker.Heads == 0, "Tracker.Heads", Text(tracker.Heads), $"a divisor of Tracker.Width = {tracker.Width}");
        faults.Positive("Tracker.MlpRatio", tracker.MlpRatio);
        faults.Positive("Tracker.EncoderLayers", tracker.EncoderLayers);
        faults.Positive("Tracker.DecoderLayers", tracker.DecoderLayers);
        faults.Rate("Tracker.DropRate", tracker.DropRate);
        faults.Rate("Tracker.AttentionDropRate", tracker.AttentionDropRate);
        faults.Rate("Tracker.DropPath", tracker.DropPath);
        faults.Probability("Tracker.DropPathStart", tracker.DropPathStart);
        faults.Positive("Tracker.InitialDeviation", tracker.InitialDeviation);
    }

    /// <summary>The stage is there, and the backbone takes pictures of both sizes.</summary>
    public static void CheckFit(this Faults faults, TrackingRecipe recipe)
    {
        var (model, data) = (recipe.Model, recipe.Data);
        faults.Require(model.InChannels == Colours, "Model.InChannels", Text(model.InChannels), "3: pictures have colours");
        faults.Require(data.SearchSize == model.ImageSize, "Data.SearchSize", Text(data.SearchSize), $"Model.ImageSize = {model.ImageSize}");
        var anySize = model is SwinRecipe { PadToWindows: true } or RepLkNetRecipe;
        faults.Require(anySize || data.TemplateSize == data.SearchSize, "Data.TemplateSize", Text(data.TemplateSize), $"Data.SearchSize = {data.SearchSize}, or a backbone with PadToWindows: this one takes pictures of one size");
        var stages = DerivedNumbers.Stages(model);
        if (!faults.Require(recipe.Tracker.Stage >= 0 && recipe.Tracker.Stage < stages, "Tracker.Stage", Text(recipe.Tracker.Stage), $"0 to {stages - 1}: the backbone's stages") || model.OutputStride() <= 0)
            return;
        var stride = DerivedNumbers.StageStride(model, recipe.Tracker.Stage);
        faults.Require(data.SearchSize % stride == 0 && data.TemplateSize % stride == 0, "Data.TemplateSize, Data.SearchSize", $"{data.TemplateSize}, {data.SearchSize}", $"multiples of {stride}, the stage's stride");
    }

    public static void Check(this Faults faults, TrackingLossRecipe loss)
    {
        faults.Positive("Loss.ScoreWeight", loss.ScoreWeight);
        faults.Positive("Loss.BoxWeight", loss.BoxWeight);
        faults.NotNegative("Loss.NegativeWeight", loss.NegativeWeight);
        faults.NotNegative("Loss.FocalPower", loss.FocalPower);
    }

    public static void Check(this Faults faults, TrackingEvaluationRecipe evaluation)
    {
        faults.Written("Evaluation.Dataset", evaluation.Dataset);
        faults.Require(evaluation.Split is "val" or "test", "Evaluation.Split", evaluation.Split, "val or test: not what is trained on");
        faults.Probability("Evaluation.WindowPenalty", evaluation.WindowPenalty);
        faults.NotNegative("Evaluation.SmallestObject", evaluation.SmallestObject);
    }
}
