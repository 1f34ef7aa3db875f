namespace MimRepro.Reporting;

/// <summary>What a report says besides the run itself.</summary>
public sealed record ReportOptions
{
    /// <summary>Headline of the page.</summary>
    public required string Title { get; init; }
    /// <summary>Profile shown in the summary: <c>smoke</c>, <c>small</c>, <c>evening</c> or <c>paper</c>.</summary>
    public required string Profile { get; init; }
    /// <summary>Whether the run analysed checkpoints that the user named: their layers side by side, no claims and no fine-tuning.</summary>
    public bool OfCheckpoints { get; init; }
    /// <summary>Recipes to print; null prints those of the run's steps.</summary>
    public IReadOnlyList<RecipeView>? Recipes { get; init; }
}

/// <summary>A recipe as the report prints it.</summary>
/// <param name="Kind">Kind of the step that it belongs to.</param>
/// <param name="Json">Canonical JSON of the whole recipe: an object; anything else is printed as it stands.</param>
/// <param name="UsedBy">Names of the steps that run it.</param>
public sealed record RecipeView(string Kind, string Json, IReadOnlyList<string> UsedBy);

/// <summary>Full paths of the files of a report.</summary>
/// <param name="Html">The page for people: one file, no network.</param>
/// <param name="Json">Verdicts, scalar metrics, steps and environment for programs.</param>
/// <param name="Csv">Every metric, one a line; identical bytes for identical results.</param>
/// <param name="Changed">Names of the files whose bytes are new; the others were left alone.</param>
public sealed record ReportFiles(string Html, string Json, string Csv, IReadOnlyList<string> Changed);
