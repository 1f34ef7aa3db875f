using System.Globalization;
using System.Runtime.InteropServices;

/// <summary>The machine and the checkout, for the record of a run. No result depends on them.</summary>
internal static class MachineFacts
{
    public static IReadOnlyDictionary<string, string> Read(string root)
    {
        var facts = new Dictionary<string, string>
        {
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
            ["cpu"] = FirstValue("/proc/cpuinfo", "model name") ?? "unknown",
            ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB",
            ["dotnet"] = Environment.Version.ToString(),
        };
        if (Commit(root) is { } commit)
        {
            facts["commit"] = commit;
        }

        return facts;
    }

    private static string? FirstValue(string file, string name)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    /// <summary>The checked-out commit, read without starting git.</summary>
    private static string? Commit(string root)
    {
        var head = Path.Combine(root, ".git", "HEAD");
        if (!File.Exists(head))
        {
            return null;
        }

        var text = File.ReadAllText(head).Trim();
        if (!text.StartsWith("ref: ", StringComparison.Ordinal))
        {
            return text;
        }

        var reference = Path.Combine(root, ".git", text["ref: ".Length..]);
        return File.Exists(reference) ? File.ReadAllText(reference).Trim() : null;
    }
}
