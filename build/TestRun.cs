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

        var counts = results.GetFiles("*.trx").Select(Read).OrderBy(count => count.Project, StringComparer.Ordinal).ToList();
        var lines = counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Project,-34} {count.Passed,5} passed {count.Failed,4} failed"));
        var failed = counts.Sum(count => count.Failed);
        WriteParity([.. counts.SelectMany(count => count.Parity).Order(StringComparer.Ordinal)], results / "parity.md");
        Console.WriteLine("\n" + string.Join('\n', lines));
        Console.WriteLine($"{counts.Sum(count => count.Passed)} passed, {failed} failed");
        Assert.True(counts.Count > 0, $"No test project left a result in {results}.");
        Assert.True(failed == 0 && run.ExitCode == 0, failed > 0 ? $"{failed} tests failed." : $"A test project ended with exit code {run.ExitCode}: see above.");
    }

    [GeneratedRegex("""ParityTests\.(?<test>\w+)\(\w+: "(?<case>[^"]+)"\)$""")]
    private static partial Regex ParityCase();

    private static void WriteParity(IReadOnlyList<string> rows, AbsolutePath table)
    {
        if (rows.Count == 0)
            return;
        table.WriteAllText("| case | test | result | what the test said |\n|---|---|---|---|\n" + string.Concat(rows.Select(row => row + '\n')));
        Console.WriteLine($"\n{rows.Count} results of parity cases, with the largest error where the test names it: {table}");
    }

    private static (string Project, int Passed, int Failed, IReadOnlyList<string> Parity) Read(AbsolutePath trx)
    {
        using var reader = XmlReader.Create(trx);
        var (project, passed, failed, parity) = (trx.NameWithoutExtension, 0, 0, new List<string>());
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.LocalName == "Counters")
            {
                passed = XmlConvert.ToInt32(reader.GetAttribute("passed")!);
                // Tests that were started and never ended count as failed.
                failed = XmlConvert.ToInt32(reader.GetAttribute("executed")!) - passed;
            }
            else if (reader.LocalName == "TestMethod" && reader.GetAttribute("codeBase") is { } assembly)
            {
                project = Path.GetFileNameWithoutExtension(assembly);
            }
            else if (reader.LocalName == "UnitTestResult" && ParityCase().Match(reader.GetAttribute("testName")!) is { Success: true } test)
            {
                parity.Add(ParityRow(reader, test.Groups["case"].Value, test.Groups["test"].Value));
            }
        }

        return (project, passed, failed, parity);
    }

    // A stored case of the official code, and the first line of its test's output: some name the largest difference, others say nothing.
    private static string ParityRow(XmlReader reader, string name, string test)
    {
        var outcome = reader.GetAttribute("outcome");
        using var result = reader.ReadSubtree();
        var said = result.ReadToFollowing("StdOut") ? result.ReadElementContentAsString().Trim().Split('\n')[0].Trim() : "";
        if (said.StartsWith(name + ": ", StringComparison.Ordinal))
            said = said[(name.Length + 2)..];
        return $"| {name} | {test} | {outcome} | {said.Replace('|', '/')} |";
    }
}
