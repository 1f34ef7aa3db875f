using MimRepro.Data.FashionMnist;
using MimRepro.Data.SceneWorld;
using MimRepro.Recipes;

namespace MimRepro.Data;

/// <summary>Opens the images that a recipe asks for.</summary>
public static class ImageSets
{
    /// <summary>Reads a split, keeps the recipe's classes (renumbered in its order) and as many images of each as it wants.</summary>
    /// <param name="recipe">Data set, split, classes, subset.</param>
    /// <param name="dataFolder">Artifact of the prepare-data step.</param>
    /// <returns>Images in the order of the file, so that what a subset holds does not depend on the order of classes.</returns>
    /// <exception cref="RecipeException">Unknown data set, split or class, or more images wanted than there are.</exception>
    /// <exception cref="DataFormatException">A file is missing or damaged.</exception>
    public static ImageSet Open(DataRecipe recipe, string dataFolder)
    {
        if (recipe.Dataset == SceneWorldSet.Dataset)
            return OfScenes(recipe, dataFolder);
        if (recipe.Dataset != FashionMnistFiles.Dataset)
            throw new RecipeException($"No reader for data set '{recipe.Dataset}'.\n  member:     Data.Dataset\n  expected:   {FashionMnistFiles.Dataset} or {SceneWorldSet.Dataset}");
        var (images, labels, labelFile) = FashionMnistFiles.Read(recipe.Split, dataFolder);
        var (places, renumbered) = Choose(recipe, Array.ConvertAll(labels, label => (int)label), labelFile);
        return new ImageSet(images.Pixels, places, renumbered, 1, images.Height, images.Width, recipe.Classes.Length);
    }

    // Rendered images are labelled by their first creature; the folder holds one split.
    private static ImageSet OfScenes(DataRecipe recipe, string folder)
    {
        using var pack = SceneWorldPack.Open(folder);
        int[] labels = [.. Enumerable.Range(0, pack.Count).Select(place => pack.Label(place))];
        var (places, renumbered) = Choose(recipe, labels, folder);
        var (side, area) = (pack.Recipe.ImageSize, pack.Recipe.ImageSize * pack.Recipe.ImageSize);
        var planes = new byte[3L * area * places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var pixels = pack.Image(places[i]).Pixels;
            for (var pixel = 0; pixel < area; pixel++)
                for (var channel = 0; channel < 3; channel++)
                    planes[(3L * i + channel) * area + pixel] = pixels[3 * pixel + channel];
        }

        return new(planes, [.. Enumerable.Range(0, places.Length)], renumbered, 3, side, side, recipe.Classes.Length);
    }

    /// <summary>Which places of a file a recipe takes, rising, and the class of each in its numbering.</summary>
    internal static (int[] Places, int[] Labels) Choose(DataRecipe recipe, int[] labels, string labelFile)
    {
        var number = recipe.Classes.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var found = recipe.Classes.Select(_ => new List<int>()).ToArray();
        for (var place = 0; place < labels.Length; place++)
            if (number.TryGetValue(labels[place], out var own))
                found[own].Add(place);
        var ofClass = Array.ConvertAll(found, places => places.ToArray());
        var least = recipe.ImagesPerClass ?? 1;
        var faults = recipe.Classes.Zip(ofClass)
            .Where(pair => pair.Second.Length < least)
            .Select(pair => $"  got:        {pair.Second.Length} of class {pair.First}").ToArray();
        if (faults.Length > 0)
            throw new RecipeException(
                $"Split '{recipe.Split}' of '{recipe.Dataset}' has too few images.\n  member:     Data.Classes, Data.ImagesPerClass\n  file:       {labelFile}\n" +
                $"  expected:   {least} or more of each class in [{string.Join(", ", recipe.Classes)}]\n{string.Join('\n', faults)}\n" +
                $"  The file has the classes {string.Join(", ", labels.Distinct().Order())}.");
        if (recipe.ImagesPerClass is { } wanted)
            for (var i = 0; i < ofClass.Length; i++)
                ofClass[i] = FirstOfShuffle(ofClass[i], wanted, new SeededRandom(recipe.SubsetSeed, "subset", recipe.Classes[i]));
        int[] chosen = [.. ofClass.SelectMany(places => places).Order()];
        return (chosen, Array.ConvertAll(chosen, place => number[labels[place]]));
    }

    private static int[] FirstOfShuffle(int[] places, int wanted, SeededRandom random)
    {
        random.Shuffle(places.AsSpan());
        return places[..wanted];
    }
}
