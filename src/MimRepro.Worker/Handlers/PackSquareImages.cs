using System.Security.Cryptography;
using MimRepro.Data;
using MimRepro.Data.Imaging;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;

namespace MimRepro.Worker.Handlers;

/// <summary>Puts images of the user, or of a prepared data set, into the artifact as colour squares.</summary>
internal static class PackSquareImages
{
    private const string Sheet = "images.png";
    private const int ShownSide = 64, ShownColumns = 12, MostShown = 48;

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<SquareImagesRecipe>();
        var shown = new List<byte[]>();
        var count = 0;
        SquareImages.Write(context.Output(SquareImages.FileName), recipe.Side, Counted(recipe.Data is null ? OfUser(context, recipe) : OfData(context, recipe, recipe.Data)));
        File.WriteAllBytes(context.Output(Sheet), ContactSheet.Png((shown.Count + ShownColumns - 1) / ShownColumns, ShownColumns, shown, 3, ShownSide, 1));
        return new OutputBuilder()
            .Figure("images", Sheet, $"The {count} images that the models looked at{(count > shown.Count ? $"; the first {shown.Count} are shown" : "")}.", "Rows of small square pictures.")
            .Build();

        IEnumerable<byte[]> Counted(IEnumerable<byte[]> images)
        {
            foreach (var image in images)
            {
                count++;
                if (shown.Count < MostShown)
                    shown.Add(Squares.Resize(image, recipe.Side, ShownSide));
                yield return image;
            }
        }
    }

    private static IEnumerable<byte[]> OfUser(StepContext context, SquareImagesRecipe recipe)
    {
        for (var i = 0; i < recipe.Files.Length; i++)
        {
            context.Progress.Report(i, recipe.Files.Length, null, "images");
            var path = context.OutsideFile(recipe.Files[i].Sha256);
            var content = File.ReadAllBytes(path);
            if (Convert.ToHexStringLower(SHA256.HashData(content)) != recipe.Files[i].Sha256)
                throw new DataFormatException($"A picture changed while the build ran.\n  file:       {path}\n  Run the same command again.");
            yield return ImageFile.Square(content, path, recipe.Side, recipe.CropFraction);
        }
    }

    private static IEnumerable<byte[]> OfData(StepContext context, SquareImagesRecipe recipe, DataRecipe data)
    {
        var images = ImageSets.Open(data, context.Data(data.Split));
        return Enumerable.Range(0, images.Count).Select(index => Squares.InColour(images, index, recipe.Side));
    }
}
