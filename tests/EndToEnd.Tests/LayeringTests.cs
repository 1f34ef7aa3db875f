using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EndToEnd.Tests;

/// <summary>The rooms keep apart: no project names one that the table does not allow, no room uses a word that is not its own.</summary>
public partial class LayeringTests
{
    private static readonly string Root = FindRoot();

    // docs/architecture.md. Experiments → Results and _build → Results: docs/decisions/0002.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["_build"] = ["MimRepro.BuildHost", "MimRepro.CodeFingerprints", "MimRepro.Experiments", "MimRepro.Pipeline", "MimRepro.Reporting", "MimRepro.Results"],
        ["MimRepro.BuildHost"] = [],
        ["MimRepro.Experiments"] = ["MimRepro.Pipeline", "MimRepro.Recipes", "MimRepro.Results"],
        ["MimRepro.Recipes"] = [],
        ["MimRepro.CodeFingerprints"] = ["MimRepro.Pipeline"],
        ["MimRepro.Pipeline"] = ["MimRepro.Results"],
        ["MimRepro.Results"] = [],
        ["MimRepro.Reporting"] = ["MimRepro.Results"],
        ["MimRepro.Data"] = ["MimRepro.Recipes"],
        ["MimRepro.Models"] = ["MimRepro.Recipes"],
        ["MimRepro.Training"] = ["MimRepro.Recipes"],
        ["MimRepro.Tasks"] = ["MimRepro.Data", "MimRepro.Models", "MimRepro.Recipes", "MimRepro.Training"],
        ["MimRepro.Analysis"] = ["MimRepro.Models", "MimRepro.Recipes"],
        ["MimRepro.Worker"] =
        [
            "MimRepro.Analysis", "MimRepro.Data", "MimRepro.Models", "MimRepro.Pipeline", "MimRepro.Recipes", "MimRepro.Tasks", "MimRepro.Training",
        ],
    };

    // Only the worker's side may load libtorch or name it.
    private static readonly string[] DriverSide =
        ["_build", "MimRepro.BuildHost", "MimRepro.CodeFingerprints", "MimRepro.Experiments", "MimRepro.Recipes", "MimRepro.Pipeline", "MimRepro.Results", "MimRepro.Reporting"];

    private static IReadOnlyDictionary<string, XDocument> Projects { get; } =
        new[] { "build", "src", "experiments" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), XDocument.Load);

    public static TheoryData<string> Names => [.. Projects.Keys.Order(StringComparer.Ordinal)];

    [Theory, Trait("Kind", "Unit"), MemberData(nameof(Names))]
    public void Project_References_AreArrowsOfTheTable(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} is not in the table: add its row here and in docs/architecture.md.");

        Assert.Empty(References(Projects[project]).Except(allowed));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Table_HasNoRowWithoutAProject() => Assert.Empty(Allowed.Keys.Except(Projects.Keys));

    [Fact, Trait("Kind", "Unit")]
    public void DriverProjects_DoNotUseTorch() =>
        Assert.DoesNotContain(DriverSide, project => Projects[project].Descendants("UsesTorch").Any()
            || Projects[project].Descendants("PackageReference").Any(package => package.Attribute("Include")!.Value.Contains("torch", StringComparison.OrdinalIgnoreCase)));

    // A test project sees what its subject may see, and nothing else; EndToEnd sees what _build may.
    [Fact, Trait("Kind", "Unit")]
    public void TestProjects_SeeTheirSubjectAndWhatItMaySee()
    {
        var arrows = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Seen: References(XDocument.Load(file))))
            .Select(test => (test.Name, Subject: test.Name == "EndToEnd.Tests" ? "_build" : test.Name.Replace(".Tests", ""), test.Seen));

        Assert.Empty(arrows.SelectMany(test => test.Seen.Except(Reach(test.Subject)).Select(extra => $"{test.Name} → {extra}")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void BuildHost_KnowsNoStepRecipeOrExperiment() => Assert.Empty(Uses("MimRepro.BuildHost", HostWords(), []));

    [Fact, Trait("Kind", "Unit")]
    public void Pipeline_KnowsNoImageModelEpochNukeOrTorch() =>
        Assert.Empty(Uses("MimRepro.Pipeline", PipelineWords(),
        [
            "using System.ComponentModel;",             // the runtime's name
            "\"image/png\"",                            // media type of a figure, whatever it shows
            "[\"epoch\", \"layer\", \"head\", \"other_layer\"]", // coordinates of Results' rows
        ]));

    [Theory, Trait("Kind", "Unit")]
    [InlineData("var epochs = 1;", true)]
    [InlineData("class ModelStore;", true)]
    [InlineData("// a model of a store", false)]
    [InlineData("/// <summary>An image.</summary>", false)]
    [InlineData("var remodelled = 1;", false)]
    public void PipelineWords_InCode_AreFoundAndInCommentsAreNot(string line, bool found) =>
        Assert.Equal(found, PipelineWords().IsMatch(WithoutComment(line)));

    private static IEnumerable<string> Uses(string project, Regex words, string[] exceptions) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories)
        where !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
        where words.IsMatch(WithoutComment(line.Text)) && !exceptions.Any(line.Text.Contains)
        select $"{Path.GetRelativePath(Root, file)}:{line.Number}: {line.Text.Trim()}";

    private static string WithoutComment(string line) =>
        line.IndexOf("//", StringComparison.Ordinal) is >= 0 and var start ? line[..start] : line;

    private static IEnumerable<string> References(XDocument project) =>
        project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static HashSet<string> Reach(string project) => [project, .. Allowed[project].SelectMany(Reach)];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds MimRepro.sln.");
        return folder.FullName;
    }

    // A word alone or as a part of a camel-case name; 'stepper' or 'remodel' are other words.
    [GeneratedRegex(@"(?<![a-zA-Z])(step|recipe|experiment)s?(?![a-z])|(Step|Recipe|Experiment)s?(?![a-z])")]
    private static partial Regex HostWords();

    [GeneratedRegex(@"(?<![a-zA-Z])(image|model|epoch|nuke)s?(?![a-z])|(Image|Model|Epoch|Nuke)s?(?![a-z])|NUKE|TorchSharp")]
    private static partial Regex PipelineWords();
}
