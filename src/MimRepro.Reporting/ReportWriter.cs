using MimRepro.Reporting.Files;
using MimRepro.Reporting.Views;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting;

/// <summary>Writes the report of a run. Safe to call at any point of a run and as often as wanted.</summary>
public static class ReportWriter
{
    /// <summary>Writes <c>report.html</c>, <c>report.json</c> and <c>metrics.csv</c>; each file is replaced whole, and only when its bytes differ.</summary>
    /// <param name="run">Steps in graph order; steps that have not run may be missing.</param>
    /// <param name="claims">All claims, in the order to show; those without a result in <paramref name="run"/> are shown as not run yet.</param>
    /// <param name="folder">Created if missing.</param>
    /// <param name="options">Title, profile and, if not those of the run, recipes.</param>
    /// <exception cref="IOException">The folder cannot be written; the files of an earlier report are still whole.</exception>
    public static ReportFiles Write(
        RunRecord run, IReadOnlyList<ClaimDefinition> claims, string folder, ReportOptions options)
    {
        Directory.CreateDirectory(folder);
        var changed = new List<string>();
        string Replace(string name, Action<TextWriter> write)
        {
            var path = Path.GetFullPath(Path.Combine(folder, name));
            if (AtomicFile.Replace(path, write))
                changed.Add(name);
            return path;
        }

        var csv = Replace("metrics.csv", writer => MetricsCsv.Write(run, writer));
        var json = Replace("report.json", writer => ReportJson.Write(run, claims, options, writer));
        var html = Replace("report.html", writer => HtmlPage.Write(ReportView.Of(run, claims, options), writer));
        return new ReportFiles(html, json, csv, changed);
    }
}
