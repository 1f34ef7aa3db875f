namespace MimRepro.Experiments.Tests;

public class StepKindsTests
{
    // Kind 'fine-tune' is handled by Handlers/FineTune.cs.
    [Fact, Trait("Kind", "Unit")]
    public void Kinds_All_HaveAHandlerOfTheirName()
    {
        var handlers = Directory.EnumerateFiles(Path.Combine(RepositoryRoot(), "src", "MimRepro.Worker", "Handlers"), "*.cs")
            .Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.All(StepKinds.All, kind => Assert.Contains(kind.Name.Replace("-", ""), handlers));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds MimRepro.sln.");
        return folder.FullName;
    }
}
