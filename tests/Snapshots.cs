using System.Runtime.CompilerServices;
using System.Text;
using Snapshooter;
using Snapshooter.Xunit;

/// <summary>The one door to the snapshot package: text against the file stored beside the test.</summary>
/// <remarks>
/// A missing snapshot always fails, so that a forgotten file is never a pass; UPDATE_SNAPSHOTS=1 writes both new and
/// changed ones. Under CI=true that variable is refused.
/// </remarks>
internal static class Snapshots
{
    private const int ContextLines = 2;
    private const int ShownLines = 60;

    /// <summary>Compares with <c>__snapshots__/{test file}.{name}.snap</c> beside the calling file.</summary>
    /// <param name="text">No times, durations, absolute paths or machine names; line endings do not matter.</param>
    /// <param name="name">Unique in the test file; letters, digits, dashes.</param>
    public static void Match(string text, string name, [CallerFilePath] string file = "")
    {
        var actual = Normalize(text);
        var folder = Path.GetDirectoryName(OnDisk(file))!;
        var snapshot = $"{Path.GetFileNameWithoutExtension(file)}.{name}.snap";
        var path = Path.Combine(folder, "__snapshots__", snapshot);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Write(path, actual);
            return;
        }
        if (!File.Exists(path))
            Assert.Fail($"Snapshot '{snapshot}' is missing.\n  file: {path}\n{HowToAccept(actual, path)}\n\n{actual}");
        var expected = Normalize(File.ReadAllText(path));
        if (expected != actual)
            Assert.Fail($"Snapshot '{snapshot}' differs ('-' stored, '+' now):\n{Difference(expected, actual)}\n{HowToAccept(actual, path)}");
        Snapshot.Match(actual, new SnapshotFullName(snapshot, folder));
    }

    private static void Write(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("UPDATE_SNAPSHOTS=1 under CI=true would accept everything. Accept snapshots where you can review them.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string HowToAccept(string actual, string path)
    {
        var received = Path.Combine(Path.GetTempPath(), "mimrepro-snapshots", Path.GetFileName(path));
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, actual);
        return $"If the new text is right, run the test again with UPDATE_SNAPSHOTS=1, or copy it:\n  cp {received} {path}";
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    // Builds map the repository root to /_/ so that assemblies do not depend on the folder.
    private static string OnDisk(string file) =>
        file.StartsWith("/_/", StringComparison.Ordinal) ? Path.Combine(RepositoryRoot(), file[3..]) : file;

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds MimRepro.sln.");
    }

    /// <summary>Changed lines with line numbers and a little context, from the longest common subsequence.</summary>
    private static string Difference(string expected, string actual)
    {
        var lines = Align(expected.Split('\n'), actual.Split('\n'));
        var text = new StringBuilder();
        var shown = 0;
        for (var i = 0; i < lines.Count && shown < ShownLines; i++)
        {
            var near = lines.Skip(i - ContextLines).Take(ContextLines * 2 + 1 + Math.Min(0, i - ContextLines));
            if (near.All(line => line.Mark == ' '))
                continue;
            text.Append(lines[i].Mark).Append(' ').Append($"{lines[i].Number,5} ").Append(lines[i].Text).Append('\n');
            shown++;
        }
        var left = lines.Count(line => line.Mark != ' ') - text.ToString().Split('\n').Count(line => line.Length > 0 && line[0] != ' ');
        return left > 0 ? $"{text}… {left} more changed lines\n" : text.ToString();
    }

    private static List<(char Mark, int Number, string Text)> Align(string[] before, string[] after)
    {
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
            start++;
        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
            end++;
        var lines = before.Take(start).Select((line, i) => (' ', i + 1, line)).ToList();
        AlignMiddle(before[start..^end], after[start..^end], start, lines);
        lines.AddRange(after.TakeLast(end).Select((line, i) => (' ', after.Length - end + i + 1, line)));
        return lines;
    }

    private static void AlignMiddle(string[] before, string[] after, int start, List<(char, int, string)> lines)
    {
        if ((long)before.Length * after.Length > 4_000_000)
        {
            lines.AddRange(before.Select((line, i) => ('-', start + i + 1, line)));
            lines.AddRange(after.Select((line, i) => ('+', start + i + 1, line)));
            return;
        }
        var common = new int[before.Length + 1, after.Length + 1]; // longest common subsequence of the tails
        for (var i = before.Length - 1; i >= 0; i--)
            for (var j = after.Length - 1; j >= 0; j--)
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        for (int i = 0, j = 0; i < before.Length || j < after.Length;)
            if (i < before.Length && j < after.Length && before[i] == after[j])
                (i, j) = Add(' ', after[j], j, i + 1, j + 1);
            else if (j == after.Length || i < before.Length && common[i + 1, j] >= common[i, j + 1])
                (i, j) = Add('-', before[i], i, i + 1, j);
            else
                (i, j) = Add('+', after[j], j, i, j + 1);

        (int, int) Add(char mark, string line, int number, int nextBefore, int nextAfter)
        {
            lines.Add((mark, start + number + 1, line));
            return (nextBefore, nextAfter);
        }
    }
}
