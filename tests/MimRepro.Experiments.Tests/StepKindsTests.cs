using System.Xml.Linq;

namespace MimRepro.Experiments.Tests;

public class StepKindsTests
{
    // The worker names every room; what a kind uses of it is the other names. Those have to be closed under 'uses'.
    [Fact, Trait("Kind", "Unit")]
    public void Assemblies_OfEveryKind_HoldWhatTheyReferenceInTurn() =>
        Assert.All(StepKinds.All, kind => Assert.All(
            kind.Assemblies.Where(name => name != "MimRepro.Worker").SelectMany(References),
            name => Assert.Contains(name, kind.Assemblies)));

    [Fact, Trait("Kind", "Unit")]
    public void Assemblies_OfEveryKind_HoldTheWorkerAndTheRecipes() =>
        Assert.All(StepKinds.All, kind =>
        {
            Assert.Contains("MimRepro.Worker", kind.Assemblies);
            Assert.Contains("MimRepro.Recipes", kind.Assemblies);
        });

    // Kind 'fine-tune' is handled by Handlers/FineTune.cs; a room that it uses and its kind forgets would be a missed rerun.
    [Fact, Trait("Kind", "Unit")]
    public void Assemblies_OfEveryKind_HoldTheRoomsThatItsHandlerUses()
    {
        var handlers = Directory.EnumerateFiles(Path.Combine(RepositoryRoot(), "src", "MimRepro.Worker", "Handlers"), "*.cs")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.OrdinalIgnoreCase);

        Assert.All(StepKinds.All, kind => Assert.All(
            RoomsUsedBy(handlers[kind.Name.Replace("-", "")]),
            name => Assert.Contains(name, kind.Assemblies)));
    }

    // The worker protocol is left out: it carries results and computes none.
    private static IEnumerable<string> RoomsUsedBy(string file) =>
        File.ReadLines(file)
            .Where(line => line.StartsWith("using MimRepro.", StringComparison.Ordinal))
            .Select(line => string.Join('.', line["using ".Length..].TrimEnd(';').Split('.').Take(2)))
            .Where(room => room != "MimRepro.Pipeline");

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(RepositoryRoot(), "src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds MimRepro.sln.");
        return folder.FullName;
    }
}
