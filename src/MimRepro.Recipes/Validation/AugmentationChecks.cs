using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of what classifiers read, how it is augmented, and of the classifier by nearest neighbours.</summary>
internal static class AugmentationChecks
{
    public static void Check(this Faults faults, string member, AugmentationRecipe recipe)
    {
        faults.Positive(member + ".ViewsPerImage", recipe.ViewsPerImage);
        if (recipe.RandAugment is { } randAugment)
            Check(faults, member + ".RandAugment", randAugment);
        if (recipe.Erasing is { } erasing)
            Check(faults, member + ".Erasing", erasing);
        if (recipe.Mixing is { } mixing)
            Check(faults, member + ".Mixing", mixing);
    }

    /// <summary>Mixing takes pictures in pairs.</summary>
    public static void CheckFit(this Faults faults, AugmentationRecipe recipe, int batchSize) =>
        faults.Require(recipe.Mixing is null || batchSize % 2 == 0, "BatchSize", $"{batchSize}", "an even number: Mixing takes pictures in pairs");

    public static void Check(this Faults faults, string member, NearestNeighbourRecipe recipe)
    {
        faults.Positive(member + ".Neighbours", recipe.Neighbours);
        faults.Positive(member + ".Temperature", recipe.Temperature);
    }

    /// <summary>How many images a set has shows when it is read; how many a recipe takes of it shows here.</summary>
    public static void CheckFit(this Faults faults, NearestNeighbourRecipe recipe, DataRecipe data)
    {
        if (data.ImagesPerClass is { } images)
            faults.Require(recipe.Neighbours <= (long)images * data.Classes.Length, "NearestNeighbours.Neighbours", $"{recipe.Neighbours}", $"at most {(long)images * data.Classes.Length}, all images of Data");
    }

    public static void Check(this Faults faults, string member, PictureSetRecipe recipe)
    {
        string[] splits = ["train", "val", "trainval", "test"];
        faults.Written(member + ".Dataset", recipe.Dataset);
        faults.Require(splits.Contains(recipe.Split), member + ".Split", recipe.Split, "one of " + string.Join(", ", NearestName.Sort(recipe.Split, splits)));
        faults.NotNegative(member + ".Partition", recipe.Partition ?? 0);
        faults.NotNegative(member + ".ToleratedBadRecords", recipe.ToleratedBadRecords);
    }

    public static void Check(this Faults faults, string member, PictureReadingRecipe recipe, int channels)
    {
        faults.NotNegative(member + ".Pictures.Partition", recipe.Partition ?? 0);
        faults.NotNegative(member + ".Pictures.ToleratedBadRecords", recipe.ToleratedBadRecords);
        faults.Require(Enum.IsDefined(recipe.Interpolation), member + ".Pictures.Interpolation", recipe.Interpolation.ToString(), "one of Bilinear, Bicubic, Either");
        faults.Require(recipe.CropFraction is > 0 and <= 1, member + ".Pictures.CropFraction", Text(recipe.CropFraction), "0 < value ≤ 1");
        faults.Require(channels == 3, member + ".Channels", $"{channels}", "3: pictures are read in colour");
    }

    /// <summary>What a classifier's training does to the images that it reads; null does nothing.</summary>
    public static void Check(this Faults faults, AugmentationRecipe? recipe, DataRecipe data, int batchSize)
    {
        if (recipe is null)
            return;
        faults.Check("Augmentation", recipe);
        faults.CheckFit(recipe, batchSize);
        faults.Require(recipe.RandAugment is null || data.Channels == 3, "Augmentation.RandAugment", $"with images of {data.Channels} channels", "null, or Data.Channels = 3: it changes colours");
    }

    private static void Check(Faults faults, string member, RandAugmentRecipe recipe)
    {
        faults.Positive(member + ".Operations", recipe.Operations);
        faults.Probability(member + ".Probability", recipe.Probability);
        // Solarize, posterize and the enhancements leave the range of bytes a little above 10.
        if (faults.Require(recipe.LargestMagnitude is > 0 and <= 10, member + ".LargestMagnitude", Text(recipe.LargestMagnitude), "0 < value ≤ 10"))
            faults.Require(recipe.Magnitude >= 0 && recipe.Magnitude <= recipe.LargestMagnitude, member + ".Magnitude", Text(recipe.Magnitude), $"0 to LargestMagnitude = {Text(recipe.LargestMagnitude)}");
        faults.NotNegative(member + ".MagnitudeDeviation", recipe.MagnitudeDeviation);
        faults.Require(Enum.IsDefined(recipe.Interpolation), member + ".Interpolation", recipe.Interpolation.ToString(), "one of Bilinear, Bicubic, Either");
    }

    private static void Check(Faults faults, string member, RandomErasingRecipe recipe)
    {
        faults.Probability(member + ".Probability", recipe.Probability);
        faults.Interval(member + ".Area", recipe.Area, upperBound: 1);
        faults.Interval(member + ".AspectRatio", recipe.AspectRatio, double.MaxValue);
        faults.Positive(member + ".Rectangles", recipe.Rectangles);
    }

    private static void Check(Faults faults, string member, MixingRecipe recipe)
    {
        faults.Probability(member + ".Probability", recipe.Probability);
        var (mixup, cutMix) = (recipe.MixupAlpha, recipe.CutMixAlpha);
        faults.Require(mixup is not null || cutMix is not null, $"{member}.MixupAlpha, {member}.CutMixAlpha", "both null", "one of them, or Mixing = null");
        if (mixup is not null)
            faults.Positive(member + ".MixupAlpha", mixup.Value);
        if (cutMix is not null)
            faults.Positive(member + ".CutMixAlpha", cutMix.Value);
        if (mixup is not null && cutMix is not null)
            faults.Require(recipe.SwitchProbability is >= 0 and <= 1, member + ".SwitchProbability", recipe.SwitchProbability is { } value ? Text(value) : "null", "0 ≤ value ≤ 1, as both ways of mixing are on");
        else
            faults.Require(recipe.SwitchProbability is null, member + ".SwitchProbability", Text(recipe.SwitchProbability ?? 0), "null: there is one way of mixing only");
    }
}
