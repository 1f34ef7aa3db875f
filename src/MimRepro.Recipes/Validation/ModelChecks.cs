using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of a backbone, of the images it is fed, and of the mask laid over them.</summary>
internal static class ModelChecks
{
    public static void Check(this Faults faults, BackboneRecipe model)
    {
        faults.Positive("Model.ImageSize", model.ImageSize);
        faults.Positive("Model.InChannels", model.InChannels);
        faults.Rate("Model.DropPath", model.DropPath);
        switch (model)
        {
            case VisionTransformerRecipe vision:
                faults.CheckVisionTransformer(vision);
                break;
            case SwinRecipe swin:
                faults.CheckSwin(swin);
                break;
            case RepLkNetRecipe convolutional:
                faults.CheckRepLkNet(convolutional);
                break;
        }
    }

    private static void CheckVisionTransformer(this Faults faults, VisionTransformerRecipe model)
    {
        if (faults.Positive("Model.PatchSize", model.PatchSize) && model.ImageSize > 0)
            faults.Require(model.ImageSize % model.PatchSize == 0, "Model.PatchSize", Text(model.PatchSize), $"a divisor of Model.ImageSize = {model.ImageSize}");
        if (faults.Positive("Model.Heads", model.Heads) & faults.Positive("Model.EmbedDim", model.EmbedDim))
            faults.Require(model.EmbedDim % model.Heads == 0, "Model.Heads", Text(model.Heads), $"a divisor of Model.EmbedDim = {model.EmbedDim}");
        faults.Positive("Model.Depth", model.Depth);
        faults.Positive("Model.MlpRatio", model.MlpRatio);
        if (model.LayerScaleInit is { } scale)
            faults.Positive("Model.LayerScaleInit", scale);
        if (model.QueryScale is { } factor)
            faults.Positive("Model.QueryScale", factor);
        faults.Require(!(model.RelativePositionBias && model.SharedRelativePositionBias), "Model.SharedRelativePositionBias", "true beside RelativePositionBias",
            "at most one of them: a table in every block, or one for all");
        faults.Rate("Model.DropRate", model.DropRate);
        faults.Rate("Model.AttentionDropRate", model.AttentionDropRate);
        faults.Positive("Model.NormEpsilon", model.NormEpsilon);
        faults.Positive("Model.InitialDeviation", model.InitialDeviation);
    }

    private static void CheckSwin(this Faults faults, SwinRecipe model)
    {
        faults.Positive("Model.MlpRatio", model.MlpRatio);
        faults.Rate("Model.DropRate", model.DropRate);
        faults.Rate("Model.AttentionDropRate", model.AttentionDropRate);
        faults.Positive("Model.NormEpsilon", model.NormEpsilon);
        faults.Positive("Model.InitialDeviation", model.InitialDeviation);
        faults.Require(!(model.PadToWindows && model.AbsolutePositionEmbedding), "Model.AbsolutePositionEmbedding", "true beside PadToWindows",
            "false: an absolute position embedding fits one image size only");
        if (model is SwinTransformerRecipe { QueryScale: { } scale })
            faults.Positive("Model.QueryScale", scale);
        if (!faults.Positive("Model.PatchSize", model.PatchSize) | !faults.Positive("Model.EmbedDim", model.EmbedDim)
            | !faults.CheckStages(("Depths", model.Depths), ("Heads", model.Heads), ("WindowSizes", model.WindowSizes)))
            return;

        faults.CheckLength("ShiftedWindows", model.ShiftedWindows.Length, model.Depths.Length);
        if (model is SwinTransformerV2Recipe { PretrainedWindowSizes: var pretrained })
        {
            faults.CheckLength("PretrainedWindowSizes", pretrained.Length, model.Depths.Length);
            faults.Require(pretrained.All(size => size >= 0), "Model.PretrainedWindowSizes", Text(pretrained), "each at least 0; 0 takes the stage's own window");
        }
        for (var stage = 0; stage < model.Depths.Length; stage++)
            faults.Require((model.EmbedDim << stage) % model.Heads[stage] == 0, $"Model.Heads[{stage}]", Text(model.Heads[stage]),
                $"a divisor of the stage's {model.EmbedDim << stage} channels (Model.EmbedDim x 2^{stage})");
        if (!model.PadToWindows && model.ImageSize > 0)
            faults.CheckWindows(model);
    }

    private static void CheckWindows(this Faults faults, SwinRecipe model)
    {
        if (!faults.Require(model.ImageSize % model.OutputStride() == 0, "Model.ImageSize", Text(model.ImageSize),
            $"a multiple of {model.OutputStride()} (Model.PatchSize x 2^{model.Depths.Length - 1}): every stage but the last halves its map"))
            return;

        for (var stage = 0; stage < model.Depths.Length; stage++)
        {
            var side = model.ImageSize / model.PatchSize >> stage;
            faults.Require(side % Math.Min(side, model.WindowSizes[stage]) == 0, $"Model.WindowSizes[{stage}]", Text(model.WindowSizes[stage]),
                $"a divisor of the stage's map of {side} tokens a side, or at least as many; or PadToWindows");
        }
    }

    private static void CheckRepLkNet(this Faults faults, RepLkNetRecipe model)
    {
        faults.Positive("Model.LargeKernelRatio", model.LargeKernelRatio);
        faults.Positive("Model.FeedForwardRatio", model.FeedForwardRatio);
        if (!faults.CheckStages(("Depths", model.Depths), ("KernelSizes", model.KernelSizes), ("Channels", model.Channels)))
            return;

        faults.Require(model.KernelSizes.All(size => size % 2 == 1), "Model.KernelSizes", Text(model.KernelSizes), "odd numbers: a kernel has a centre");
        if (model.SmallKernel is { } small)
            faults.Require(small > 0 && small % 2 == 1 && small <= model.KernelSizes.Min(), "Model.SmallKernel", Text(small),
                $"an odd number, at most the smallest of Model.KernelSizes, {model.KernelSizes.Min()}");
    }

    /// <summary>One positive value a stage in every list; the first list says how many stages there are.</summary>
    private static bool CheckStages(this Faults faults, params (string Name, int[] Values)[] lists)
    {
        var holds = faults.Require(lists[0].Values.Length > 0, "Model." + lists[0].Name, "[]", "one value for each stage");
        foreach (var (name, values) in lists)
            holds &= faults.CheckLength(name, values.Length, lists[0].Values.Length)
                & faults.Require(values.All(value => value > 0), "Model." + name, Text(values), "numbers above 0");
        return holds;
    }

    private static bool CheckLength(this Faults faults, string name, int length, int stages) =>
        faults.Require(length == stages, "Model." + name, $"{length} values", $"{stages}: one for each stage");

    /// <summary>Images have the size and the channels that the model was built for.</summary>
    public static void CheckFit(this Faults faults, DataRecipe data, BackboneRecipe model)
    {
        faults.Require(data.ImageSize == model.ImageSize, "Data.ImageSize", Text(data.ImageSize), $"Model.ImageSize = {model.ImageSize}");
        faults.Require(data.Channels == model.InChannels, "Data.Channels", Text(data.Channels), $"Model.InChannels = {model.InChannels}");
    }

    public static void Check(this Faults faults, MaskRecipe mask, BackboneRecipe model)
    {
        var ratioHolds = faults.Require(mask.Ratio is > 0 and < 1, "Mask.Ratio", Text(mask.Ratio), "0 < value < 1");
        var (token, stride) = (model.TokenSize(), model.OutputStride());
        if (!faults.Positive("Mask.PatchSize", mask.PatchSize) || token <= 0 || stride <= 0 || model.ImageSize <= 0)
            return;

        var tokenName = model is RepLkNetRecipe ? "the stem's stride" : "Model.PatchSize";
        faults.Require(mask.PatchSize % token == 0, "Mask.PatchSize", Text(mask.PatchSize), $"a multiple of {tokenName} = {token}");
        // A Vision Transformer's stride is its patch, which has been checked.
        faults.Require(stride == token || model.ImageSize % stride == 0, "Model.ImageSize", Text(model.ImageSize),
            $"a multiple of {stride}: the decoder predicts squares of that many pixels");
        if (!faults.Require(model.ImageSize % mask.PatchSize == 0, "Mask.PatchSize", Text(mask.PatchSize), $"a divisor of Model.ImageSize = {model.ImageSize}"))
            return;

        var (hidden, cells) = (DerivedNumbers.MaskedCells(mask, model.ImageSize), DerivedNumbers.Cells(mask, model.ImageSize));
        faults.Require(!ratioHolds || hidden < cells, "Mask.Ratio", Text(mask.Ratio), $"at least one cell left to see; {hidden} of {cells} would be hidden");
    }
}
