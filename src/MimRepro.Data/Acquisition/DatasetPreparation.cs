using System.Text.Json;
using MimRepro.Data.FashionMnist;
using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>Fills the artifact of the prepare-data step: the data set's files, uncompressed, and <c>dataset.json</c>.</summary>
public static class DatasetPreparation
{
    public const string DescriptionFile = "dataset.json";

    private static readonly string[] Splits = ["train", "test"];

    /// <param name="dataRoot">The user's data folder, or null.</param>
    /// <param name="dataCache">Where data sets are kept between builds.</param>
    /// <param name="outputFolder">Exists; the artifact to be.</param>
    /// <param name="progress">Files done, files in all, what is being done.</param>
    /// <remarks>Of a set of pictures in folders the artifact holds <see cref="UserPictures"/>' list instead; the pictures stay where they are.</remarks>
    /// <exception cref="RecipeException">No reader for this data set.</exception>
    /// <exception cref="DataFormatException">As <see cref="DatasetAcquisition.Acquire"/>, or the files do not belong together.</exception>
    public static void Write(DatasetRecipe recipe, string? dataRoot, string dataCache, string outputFolder, Action<long, long, string> progress)
    {
        using var http = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) };
        Write(new DatasetAcquisition(new ProcessRunner(), http), recipe, dataRoot, dataCache, outputFolder, progress);
    }

    internal static void Write(
        DatasetAcquisition acquisition, DatasetRecipe recipe, string? dataRoot, string dataCache, string outputFolder, Action<long, long, string> progress)
    {
        if (UserSet.IsKnown(recipe.Dataset))
        {
            UserPictures.Prepare(recipe.Dataset, dataRoot, outputFolder, progress);
            return;
        }
        if (recipe.Dataset != FashionMnistFiles.Dataset)
            throw new RecipeException(
                $"Data set '{recipe.Dataset}' is not known.\n  member:     Dataset\n  got:        {recipe.Dataset}\n" +
                $"  expected:   {FashionMnistFiles.Dataset}, or one of {string.Join(", ", NearestName.Sort(recipe.Dataset, UserSet.Names))}");
        var paths = acquisition.Run(recipe, dataRoot, dataCache, progress);
        foreach (var (path, file) in paths.Zip(recipe.Files))
            // Verified once more: another process may have the cache too.
            if (VerifiedFile.Take(path, file, Path.Combine(outputFolder, file.Name)) is { } fault)
                throw new DataFormatException($"A file of the data cache changed while it was read.\n{fault.Lines}  Run the build again.");
        File.WriteAllBytes(Path.Combine(outputFolder, DescriptionFile), Describe(recipe, outputFolder));
        progress(recipe.Files.Length, recipe.Files.Length, "all files verified");
    }

    private static byte[] Describe(DatasetRecipe recipe, string folder)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("dataset", recipe.Dataset);
            json.WriteStartObject("splits");
            foreach (var split in Splits)
                DescribeSplit(json, split, folder);
            json.WriteEndObject();
            json.WriteStartArray("files");
            foreach (var file in recipe.Files)
                DescribeFile(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    private static void DescribeSplit(Utf8JsonWriter json, string split, string folder)
    {
        var (images, labels, _) = FashionMnistFiles.Read(split, folder);
        json.WriteStartObject(split);
        json.WriteNumber("images", images.Count);
        json.WriteNumber("height", images.Height);
        json.WriteNumber("width", images.Width);
        json.WriteStartArray("images_per_class");
        for (var label = 0; label < FashionMnistFiles.Classes; label++)
            json.WriteNumberValue(labels.Count(other => other == label));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void DescribeFile(Utf8JsonWriter json, DataFile file)
    {
        json.WriteStartObject();
        json.WriteString("name", file.Name);
        json.WriteNumber("bytes", file.Bytes);
        json.WriteString("sha256", file.Sha256);
        json.WriteEndObject();
    }
}
