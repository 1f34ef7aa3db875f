namespace MimRepro.Recipes.Validation;

/// <summary>What is wrong with a recipe: every fault at once, so that a graph is refused before its first step.</summary>
public static class RecipeValidation
{
    // The unbiased estimator of CKA divides by n(n − 3): PAPER.md 2.4.
    private const int SmallestCkaBatch = 4;

    public static IReadOnlyList<RecipeFault> Check(DatasetRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, []);
        faults.Check(recipe);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(SimMimRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check(recipe);
        faults.CheckEvaluation(recipe.Data, recipe.Evaluation, labelled: false);
        faults.Check(recipe.Mask, recipe.Model);
        if (recipe.TargetWindow is { } window)
            faults.Require(window >= 3 && window % 2 == 1, "TargetWindow", $"{window}", "an odd number of pixels from 3, or null");
        faults.CheckEpochs("CheckpointEpochs", recipe.CheckpointEpochs, recipe.Schedule);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(SupervisedRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check(recipe);
        faults.CheckEvaluation(recipe.Data, recipe.Evaluation, labelled: true);
        faults.Rate("LabelSmoothing", recipe.LabelSmoothing);
        faults.Check(recipe.Augmentation, recipe.Data, recipe.BatchSize);
        faults.CheckEpochs("CheckpointEpochs", recipe.CheckpointEpochs, recipe.Schedule);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(FineTuningRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check(recipe);
        faults.CheckEvaluation(recipe.Data, recipe.Evaluation, labelled: true);
        faults.Rate("LabelSmoothing", recipe.LabelSmoothing);
        faults.Check(recipe.Augmentation, recipe.Data, recipe.BatchSize);
        faults.CheckEpochs("EvaluationEpochs", recipe.EvaluationEpochs, recipe.Schedule);
        faults.CheckBlocks(recipe.PretrainedBlocks);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(DepthRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check(recipe.Data);
        faults.Check(recipe.Model);
        faults.Check(recipe.Head);
        faults.CheckFit(recipe);
        faults.CheckBlocks(recipe.PretrainedBlocks);
        faults.Probability("ScaleInvariance", recipe.ScaleInvariance);
        faults.Check(recipe.Optimizer);
        faults.Check(recipe.Schedule, recipe.Optimizer);
        faults.Positive("BatchSize", recipe.BatchSize);
        faults.NotNegative("Seed", recipe.Seed);
        faults.Require(Enum.IsDefined(recipe.Precision), "Precision", recipe.Precision.ToString(), "one of Float32, BFloat16");
        faults.Check(recipe.Evaluation);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(TrackingRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check(recipe.Data);
        faults.Check(recipe.Model);
        faults.Check(recipe.Tracker);
        faults.CheckFit(recipe);
        faults.Check(recipe.Loss);
        faults.Check(recipe.Optimizer);
        faults.Require(recipe.Optimizer.LayerDecay == 1, "Optimizer.LayerDecay", Faults.Text(recipe.Optimizer.LayerDecay), "1: BackboneRateScale is what slows the backbone");
        faults.Require(recipe.BackboneRateScale is > 0 and <= 1, "BackboneRateScale", Faults.Text(recipe.BackboneRateScale), "0 < value ≤ 1");
        faults.Check(recipe.Schedule, recipe.Optimizer);
        faults.Positive("BatchSize", recipe.BatchSize);
        faults.Require(recipe.BatchSize <= recipe.Data.PairsPerEpoch, "Data.PairsPerEpoch", $"{recipe.Data.PairsPerEpoch}", $"at least BatchSize = {recipe.BatchSize}");
        faults.NotNegative("Seed", recipe.Seed);
        faults.Require(Enum.IsDefined(recipe.Precision), "Precision", recipe.Precision.ToString(), "one of Float32, BFloat16");
        faults.Check(recipe.Evaluation);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(DetectionRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check(recipe);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(LinearProbeRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check("Data", recipe.Data);
        faults.CheckEvaluation(recipe.Data, recipe.Evaluation, labelled: true);
        faults.Check(recipe.Model);
        faults.CheckFit(recipe.Data, recipe.Model);
        faults.Check(recipe.Classifier);
        faults.NotNegative("Seed", recipe.Seed);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(NearestNeighboursRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check("Data", recipe.Data);
        faults.CheckNotAugmented("Data", recipe.Data);
        faults.CheckEvaluation(recipe.Data, recipe.Evaluation, labelled: true);
        faults.Check(recipe.Model);
        faults.CheckFit(recipe.Data, recipe.Model);
        faults.Check("NearestNeighbours", recipe.NearestNeighbours);
        faults.CheckFit(recipe.NearestNeighbours, recipe.Data);
        faults.Positive("BatchSize", recipe.BatchSize);
        faults.NotNegative("Seed", recipe.Seed);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(PixelBaselineRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check("Data", recipe.Data);
        faults.CheckEvaluation(recipe.Data, recipe.Evaluation, labelled: true);
        faults.Check(recipe.Classifier);
        faults.NotNegative("Seed", recipe.Seed);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(AttentionAnalysisRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check("Data", recipe.Data);
        faults.CheckNotAugmented("Data", recipe.Data);
        faults.Check(recipe.Model);
        faults.CheckFit(recipe.Data, recipe.Model);
        faults.Require(recipe.BatchSize >= SmallestCkaBatch, "BatchSize", $"{recipe.BatchSize}", $"at least {SmallestCkaBatch}: the unbiased CKA divides by n(n − 3)");
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(ReconstructionRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check("Data", recipe.Data);
        faults.CheckNotAugmented("Data", recipe.Data);
        faults.Check(recipe.Model);
        faults.CheckFit(recipe.Data, recipe.Model);
        faults.Check(recipe.Mask, recipe.Model);
        faults.Positive("Images", recipe.Images);
        faults.NotNegative("Seed", recipe.Seed);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(SquareImagesRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Require(recipe.Files.Length == 0 == recipe.Data is not null, "Files, Data", $"{recipe.Files.Length} files and {(recipe.Data is null ? "no" : "a")} data set", "one or the other");
        if (recipe.Data is not null)
            faults.Check("Data", recipe.Data);
        for (var i = 0; i < recipe.Files.Length; i++)
            faults.Check($"Files[{i}]", recipe.Files[i]);
        faults.Require(recipe.Side is >= 1 and <= 4096, "Side", $"{recipe.Side}", "1 to 4096 pixels");
        faults.Require(recipe.CropFraction is > 0 and <= 1, "CropFraction", Faults.Text(recipe.CropFraction), "0 < value ≤ 1");
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(SceneWorldRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check(recipe);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(CheckpointRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check("File", recipe.File);
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(CheckpointAnalysisRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Require(recipe.BatchSize >= SmallestCkaBatch, "BatchSize", $"{recipe.BatchSize}", $"at least {SmallestCkaBatch}: the unbiased CKA divides by n(n − 3)");
        faults.Require(recipe.Normalization.Mean.Length == 3 && recipe.Normalization.Std.Length == 3 && recipe.Normalization.Std.All(std => std > 0),
            "Normalization", Faults.Text(recipe.Normalization.Std), "three means and three deviations above 0");
        return faults.Found;
    }

    public static IReadOnlyList<RecipeFault> Check(PoseRecipe recipe)
    {
        var faults = Named(recipe.Id, recipe.Source, recipe.Deviations);
        faults.Check("Data", recipe.Data);
        faults.Check("Evaluation", recipe.Evaluation);
        faults.Require(recipe.Data.Dataset != recipe.Evaluation.Dataset || recipe.Data.Split != recipe.Evaluation.Split, "Evaluation.Split", recipe.Evaluation.Split,
            "another part than Data.Split: people of the training are not held out");
        faults.Check(recipe.Skeleton);
        faults.Check(recipe.Model);
        faults.Check(recipe.Input, recipe.Model);
        faults.Positive("Head.Channels", recipe.Head.Channels);
        faults.Positive("Head.InitialDeviation", recipe.Head.InitialDeviation);
        faults.Check(recipe.Augmentation, recipe.Input);
        faults.Check(recipe.Test);
        faults.CheckBlocks(recipe.PretrainedBlocks);
        faults.CheckOptimization(recipe.Optimizer, recipe.Schedule, recipe.BatchSize, recipe.Precision, recipe.Seed);
        return faults.Found;
    }

    /// <summary>A part of a recipe by itself; members are named from <c>Augmentation</c> down.</summary>
    public static IReadOnlyList<RecipeFault> Check(AugmentationRecipe recipe, int batchSize)
    {
        var faults = new Faults("");
        faults.Check("Augmentation", recipe);
        faults.CheckFit(recipe, batchSize);
        return faults.Found;
    }

    /// <summary>A part of a recipe by itself; members are named from <c>Pictures</c> down.</summary>
    public static IReadOnlyList<RecipeFault> Check(PictureSetRecipe recipe)
    {
        var faults = new Faults("");
        faults.Check("Pictures", recipe);
        return faults.Found;
    }

    /// <summary>A part of a recipe by itself; members are named from <c>NearestNeighbours</c> down.</summary>
    public static IReadOnlyList<RecipeFault> Check(NearestNeighbourRecipe recipe)
    {
        var faults = new Faults("");
        faults.Check("NearestNeighbours", recipe);
        return faults.Found;
    }

    /// <summary>Throws one exception that lists all faults; does nothing when there are none.</summary>
    /// <exception cref="RecipeException">There is at least one fault.</exception>
    public static void ThrowIfAny(IReadOnlyList<RecipeFault> faults)
    {
        if (faults.Count > 0)
            throw new RecipeException(RecipeFault.Describe("Recipes cannot be run as they stand", faults) + "\n  Nothing has been started.");
    }

    private static Faults Named(string id, string source, string[] deviations)
    {
        var faults = new Faults(id);
        faults.Require(id.Length > 0 && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'), "Id", id,
            "lower-case letters, digits and dashes: method-model-data-length");
        faults.Written("Source", source);
        faults.Require(deviations.All(text => !string.IsNullOrWhiteSpace(text)), "Deviations", "an empty text", "each departure with its reason");
        return faults;
    }
}
