using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

/// <summary>Compiles the solution, runs its tests one project at a time and counts them.</summary>
internal static partial class TestRun
{
    public static void Execute(AbsolutePath root)
    {
        var results = (root / "TestResults").CreateOrCleanDirectory();
        StartProcess("dotnet", "build MimRepro.sln -c Release -v q -nologo -clp:NoSummary", root).AssertZeroExitCode();
        // One project at a time: two test processes with libtorch on the same cores slow each other down.
        var run = StartProcess(
            "dotnet",
            "test MimRepro.sln -c Release --no-build -m:1 -v q -nologo --logger trx --logger console;verbosity=minimal --results-directory TestResults",
            root).AssertWaitForExit();

        var files = results.GetFiles("*.trx").ToList();
        WriteParity(files, results / "parity.md");
        var counts = files.Select(Read).OrderBy(count => count.Project, StringComparer.Ordinal).ToList();
        var lines = counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Project,-34} {count.Passed,5} passed {count.Failed,4} failed"));
        var failed = counts.Sum(count => count.Failed);
        Console.WriteLine("\n" + string.Join('\n', lines));
        Console.WriteLine($"{counts.Sum(count => count.Passed)} passed, {failed} failed");
        Assert.True(counts.Count > 0, $"No test project left a result in {results}.");
        Assert.True(failed == 0 && run.ExitCode == 0, failed > 0 ? $"{failed} tests failed." : $"A test project ended with exit code {run.ExitCode}: see above.");
    }

    // A row for each stored case of the official code: what its test said of the largest difference.
    private static void WriteParity(IReadOnlyList<AbsolutePath> files, AbsolutePath table)
    {
        var rows = files.SelectMany(ParityRows).Order(StringComparer.Ordinal).ToList();
        if (rows.Count == 0)
            return;
        table.WriteAllText("| case | test | result | |\n|---|---|---|---|\n" + string.Concat(rows.Select(row => row + '\n')));
        Console.WriteLine($"\n{rows.Count} results of parity cases, with the largest error of each: {table}");
    }

    private static IEnumerable<string> ParityRows(AbsolutePath trx)
    {
        using var reader = XmlReader.Create(trx);
        while (reader.Read())
        {
            if (reader.LocalName != "UnitTestResult" || reader.NodeType != XmlNodeType.Element || ParityCase().Match(reader.GetAttribute("testName")!) is not { Success: true } test)
                continue;
            var outcome = reader.GetAttribute("outcome");
            using var result = reader.ReadSubtree();
            var said = result.ReadToFollowing("StdOut") ? result.ReadElementContentAsString().Trim().Split('\n')[0].Trim() : "all values within the case's tolerance";
            var name = test.Groups["case"].Value;
            yield return $"| {name} | {test.Groups["test"].Value} | {outcome} | {(said.StartsWith(name + ": ", StringComparison.Ordinal) ? said[(name.Length + 2)..] : said).Replace('|', '/')} |";
        }
    }

    [GeneratedRegex("""ParityTests\.(?<test>\w+)\(\w+: "(?<case>[^"]+)"\)$""")]
    private static partial Regex ParityCase();

    private static (string Project, int Passed, int Failed) Read(AbsolutePath trx)
    {
        using var reader = XmlReader.Create(trx);
        var (project, passed, failed) = (trx.NameWithoutExtension, 0, 0);
        while (reader.Read())
        {
            if (reader.LocalName == "Counters" && reader.NodeType == XmlNodeType.Element)
            {
                passed = XmlConvert.ToInt32(reader.GetAttribute("passed")!);
                // Tests that were started and never ended count as failed.
                failed = XmlConvert.ToInt32(reader.GetAttribute("executed")!) - passed;
            }
            else if (reader.LocalName == "TestMethod" && reader.GetAttribute("codeBase") is { } assembly)
            {
                project = Path.GetFileNameWithoutExtension(assembly);
            }
        }

        return (project, passed, failed);
    }
}
