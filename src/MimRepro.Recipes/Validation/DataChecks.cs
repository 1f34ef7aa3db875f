using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of data sets and of the images that steps read from them.</summary>
internal static class DataChecks
{
    private static readonly string[] Splits = ["test", "train", "trainval", "val"];

    public static void Check(this Faults faults, DatasetRecipe recipe)
    {
        faults.Written("Dataset", recipe.Dataset);
        // No files: a set of many images in folders, which its reader checks by layout.
        var names = recipe.Files.Select(file => file.Name).ToArray();
        faults.Require(names.Distinct().Count() == names.Length, "Files", Text(names), "names that differ");
        for (var i = 0; i < recipe.Files.Length; i++)
        {
            var (file, member) = (recipe.Files[i], $"Files[{i}]");
            // A name with a folder could leave the data cache.
            faults.Require(file.Name.Length > 0 && file.Name.IndexOfAny(['/', '\\']) < 0, member + ".Name", file.Name, "a file name without folder");
            faults.Positive(member + ".Bytes", file.Bytes);
            faults.Require(file.Sha256.Length == 64 && file.Sha256.All(char.IsAsciiHexDigitLower), member + ".Sha256", file.Sha256, "64 hexadecimal digits, lower case");
        }
    }

    public static void Check(this Faults faults, string member, ContentRecipe file)
    {
        faults.Positive(member + ".Bytes", file.Bytes);
        faults.Require(file.Sha256.Length == 64 && file.Sha256.All(char.IsAsciiHexDigitLower), member + ".Sha256", file.Sha256, "64 hexadecimal digits, lower case");
    }

    public static void Check(this Faults faults, string member, DataRecipe data)
    {
        faults.Written(member + ".Dataset", data.Dataset);
        faults.Require(Splits.Contains(data.Split), member + ".Split", data.Split,
            "one of " + string.Join(", ", NearestName.Sort(data.Split, Splits)));
        faults.Require(data.Classes.Distinct().Count() == data.Classes.Length && data.Classes.Length >= 2 && data.Classes.All(label => label >= 0),
            member + ".Classes", Text(data.Classes), "two or more labels from 0 up, none twice");
        faults.Require(data.ImagesPerClass is null or > 0, member + ".ImagesPerClass", Text(data.ImagesPerClass ?? 0), "above 0, or null for all images");
        faults.NotNegative(member + ".SubsetSeed", data.SubsetSeed);
        faults.Positive(member + ".ImageSize", data.ImageSize);
        faults.Positive(member + ".Channels", data.Channels);
        faults.Interval(member + ".CropScale", data.CropScale, upperBound: 1);
        faults.Interval(member + ".CropRatio", data.CropRatio, double.PositiveInfinity);
        faults.Probability(member + ".FlipProbability", data.FlipProbability);
        CheckNormalization(faults, member + ".Normalization", data.Normalization, data.Channels);
        if (data.Pictures is { } pictures)
            faults.Check(member, pictures, data.Channels);
    }

    /// <summary>Held-out images: as training's, but never the same ones, and never augmented.</summary>
    public static void CheckEvaluation(this Faults faults, DataRecipe training, DataRecipe evaluation, bool labelled)
    {
        faults.Check("Evaluation", evaluation);
        var shared = evaluation.Dataset == training.Dataset && evaluation.Classes.Intersect(training.Classes).Any();
        faults.Require(!shared || evaluation.Split != training.Split, "Evaluation.Split", evaluation.Split,
            "another split than Data.Split: both read the same classes of the same data set");
        faults.Require(!labelled || evaluation.Classes.SequenceEqual(training.Classes), "Evaluation.Classes", Text(evaluation.Classes),
            $"the classes of Data in the same order: {Text(training.Classes)}");
        faults.Require(evaluation.ImageSize == training.ImageSize && evaluation.Channels == training.Channels, "Evaluation.ImageSize",
            $"{evaluation.ImageSize} px, {evaluation.Channels} channels", $"as Data: {training.ImageSize} px, {training.Channels} channels");
        faults.Require(evaluation.Normalization.Mean.SequenceEqual(training.Normalization.Mean)
            && evaluation.Normalization.Std.SequenceEqual(training.Normalization.Std), "Evaluation.Normalization",
            "other values than Data.Normalization", "the same values");
        faults.CheckNotAugmented("Evaluation", evaluation);
    }

    public static void CheckNotAugmented(this Faults faults, string member, DataRecipe data)
    {
        var whole = new Interval(1, 1);
        faults.Require(data.CropScale == whole && data.CropRatio == whole && data.FlipProbability == 0, member,
            $"crop scale {Text(data.CropScale.Min)} … {Text(data.CropScale.Max)}, ratio {Text(data.CropRatio.Min)} … {Text(data.CropRatio.Max)}, flip {Text(data.FlipProbability)}",
            "no augmentation where something is measured: 1 … 1, 1 … 1, 0");
        faults.Require(data.Pictures?.Interpolation != PixelInterpolation.Either, member + ".Pictures.Interpolation", "Either", "Bilinear or Bicubic: nothing is drawn where something is measured");
    }

    private static void CheckNormalization(Faults faults, string member, Normalization normalization, int channels)
    {
        faults.Require(normalization.Mean.Length == channels && normalization.Mean.All(double.IsFinite), member + ".Mean", Text(normalization.Mean),
            $"one finite number for each of {channels} channels");
        faults.Require(normalization.Std.Length == channels && normalization.Std.All(std => double.IsFinite(std) && std > 0), member + ".Std", Text(normalization.Std),
            $"one number above 0 for each of {channels} channels");
    }
}
