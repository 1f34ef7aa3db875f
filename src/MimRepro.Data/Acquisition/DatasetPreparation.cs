using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>Fills the artifact of the prepare-data step.</summary>
public static class DatasetPreparation
{
    /// <param name="progress">Files done, files in all, what is being done.</param>
    public static void Write(DatasetRecipe recipe, string? dataRoot, string dataCache, string outputFolder, Action<long, long, string> progress) =>
        throw new NotSupportedException("DatasetPreparation.Write comes next.");
}
