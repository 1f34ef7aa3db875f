using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of a backbone, of the images it is fed, and of the mask laid over them.</summary>
internal static class ModelChecks
{
    public static void Check(this Faults faults, VisionTransformerRecipe model)
    {
        if (faults.Positive("Model.PatchSize", model.PatchSize) & faults.Positive("Model.ImageSize", model.ImageSize))
            faults.Require(model.ImageSize % model.PatchSize == 0, "Model.PatchSize", Text(model.PatchSize), $"a divisor of Model.ImageSize = {model.ImageSize}");
        if (faults.Positive("Model.Heads", model.Heads) & faults.Positive("Model.EmbedDim", model.EmbedDim))
            faults.Require(model.EmbedDim % model.Heads == 0, "Model.Heads", Text(model.Heads), $"a divisor of Model.EmbedDim = {model.EmbedDim}");
        faults.Positive("Model.InChannels", model.InChannels);
        faults.Positive("Model.Depth", model.Depth);
        faults.Positive("Model.MlpRatio", model.MlpRatio);
        if (model.LayerScaleInit is { } scale)
            faults.Positive("Model.LayerScaleInit", scale);
        faults.Require(!(model.RelativePositionBias && model.SharedRelativePositionBias), "Model.SharedRelativePositionBias", "true beside RelativePositionBias",
            "at most one of them: a table in every block, or one for all");
        faults.Rate("Model.DropRate", model.DropRate);
        faults.Rate("Model.AttentionDropRate", model.AttentionDropRate);
        faults.Rate("Model.DropPath", model.DropPath);
        faults.Positive("Model.NormEpsilon", model.NormEpsilon);
        faults.Positive("Model.InitialDeviation", model.InitialDeviation);
    }

    /// <summary>Images have the size and the channels that the model was built for.</summary>
    public static void CheckFit(this Faults faults, DataRecipe data, VisionTransformerRecipe model)
    {
        faults.Require(data.ImageSize == model.ImageSize, "Data.ImageSize", Text(data.ImageSize), $"Model.ImageSize = {model.ImageSize}");
        faults.Require(data.Channels == model.InChannels, "Data.Channels", Text(data.Channels), $"Model.InChannels = {model.InChannels}");
    }

    public static void Check(this Faults faults, MaskRecipe mask, VisionTransformerRecipe model)
    {
        var ratioHolds = faults.Require(mask.Ratio is > 0 and < 1, "Mask.Ratio", Text(mask.Ratio), "0 < value < 1");
        if (!faults.Positive("Mask.PatchSize", mask.PatchSize) || model.PatchSize <= 0 || model.ImageSize <= 0)
            return;

        faults.Require(mask.PatchSize % model.PatchSize == 0, "Mask.PatchSize", Text(mask.PatchSize), $"a multiple of Model.PatchSize = {model.PatchSize}");
        if (!faults.Require(model.ImageSize % mask.PatchSize == 0, "Mask.PatchSize", Text(mask.PatchSize), $"a divisor of Model.ImageSize = {model.ImageSize}"))
            return;

        var (hidden, cells) = (DerivedNumbers.MaskedCells(mask, model.ImageSize), DerivedNumbers.Cells(mask, model.ImageSize));
        faults.Require(!ratioHolds || hidden < cells, "Mask.Ratio", Text(mask.Ratio), $"at least one cell left to see; {hidden} of {cells} would be hidden");
    }
}
