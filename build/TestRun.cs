using System.Globalization;
using System.Xml;

/// <summary>Compiles the solution, runs its tests one project at a time and counts them.</summary>
internal static class TestRun
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
        Console.WriteLine("\n" + string.Join('\n', lines));
        Console.WriteLine($"{counts.Sum(count => count.Passed)} passed, {failed} failed");
        Assert.True(counts.Count > 0, $"No test project left a result in {results}.");
        Assert.True(failed == 0 && run.ExitCode == 0, failed > 0 ? $"{failed} tests failed." : $"A test project ended with exit code {run.ExitCode}: see above.");
    }

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
