using MimRepro.Recipes;

namespace MimRepro.Data.FashionMnist;

/// <summary>The files of Fashion-MNIST: which split is where, and where they can be had.</summary>
public static class FashionMnistFiles
{
    public const string Dataset = "fashion-mnist";
    public const string DebianPackage = "dataset-fashion-mnist";
    public const string Repository = "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/";
    /// <summary>Below torchvision's data folder.</summary>
    public const string CustomaryFolder = "FashionMNIST/raw";

    public const int Classes = 10;

    private static readonly string[] Splits = ["test", "train"];

    /// <param name="split"><c>train</c> or <c>test</c>; the authors call the test files <c>t10k</c>.</param>
    /// <exception cref="RecipeException">Unknown split.</exception>
    /// <exception cref="DataFormatException">A file is missing or damaged, or both disagree on the number of images.</exception>
    internal static (IdxImages Images, byte[] Labels, string LabelFile) Read(string split, string folder)
    {
        var prefix = split switch
        {
            "train" => "train",
            "test" => "t10k",
            _ => throw new RecipeException(
                $"Data set '{Dataset}' has no split '{split}'.\n  member:     Data.Split\n  expected:   {string.Join(" or ", NearestName.Sort(split, Splits))}"),
        };
        var imageFile = Path.Combine(folder, $"{prefix}-images-idx3-ubyte");
        var labelFile = Path.Combine(folder, $"{prefix}-labels-idx1-ubyte");
        var images = IdxFile.ReadImages(imageFile);
        var labels = IdxFile.ReadLabels(labelFile, Classes);
        if (labels.Length != images.Count)
            throw new DataFormatException(
                $"Images and labels do not belong together.\n  files:      {imageFile}\n              {labelFile}\n" +
                $"  got:        {images.Count} images, {labels.Length} labels\n  They come from different data sets. Prepare the data set again.");
        return (images, labels, labelFile);
    }
}
