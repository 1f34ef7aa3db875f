namespace MimRepro.Pipeline;

/// <summary>Finds the result that a changed step may stand for, or says why there is none.</summary>
internal sealed class StepAcceptance(StoreLayout layout, ArtifactStore artifacts, string profile)
{
    private const int MaximumReason = 500;
    private readonly ActionRecords records = new(layout);

    /// <exception cref="PipelineInputException">The reason is empty, too long or not one line.</exception>
    public static string CheckReason(string? reason)
    {
        string text = reason?.Trim() ?? "";
        if (text.Length is > 0 and <= MaximumReason && !text.Any(char.IsControl)) return text;
        string got = text.Length == 0 ? "none" : $"{text.Length} characters";
        throw new PipelineInputException($"A step is accepted for a reason.\n  parameter:  --reason\n  got:        {got}\n  expected:   one line of 1 to {MaximumReason} characters\n  The report shows it until the step really runs.");
    }

    /// <summary>Records that <paramref name="entry"/> is equivalent to its latest result.</summary>
    /// <exception cref="PipelineInputException">It is up to date, waits for an input, lost its own artifact, or has no earlier result.</exception>
    public ActionRecord Accept(PlannedStep entry, string reason, DateTimeOffset now)
    {
        string step = entry.Step.Name;
        if (entry.Action == PlannedAction.Cached) throw Refused(step, "it is up to date", "There is nothing to accept.");
        if (entry.Fingerprint is not { } fingerprint)
            throw Refused(step, string.Join("; ", entry.Reasons.Where(reason => reason.Cause == RerunCause.InputRuns).Select(reason => reason.Text)), "Run or accept its inputs first.");
        if (records.Find(fingerprint.Key) is not null)
            throw Refused(step, string.Join("; ", entry.Reasons.Select(reason => reason.Text)), "It has not changed, so no other result is its own: run it.");
        RecordEntry latest = Latest(entry.Step) ?? throw NoResult(step, profile);
        ActionRecord record = ActionRecord.Of(entry.Step, fingerprint, latest.Record.Artifact, latest.Record.DurationInSeconds, now) with
        {
            Accepted = new Acceptance(latest.Record.Accepted?.Key ?? latest.Key, reason, now), // the key that really ran, however often it is passed on
        };
        records.Save(fingerprint.Key, record);
        return record;
    }

    // Profiles share names of steps: what counts is the step's last outcome in this profile, or else its last result for the same recipe.
    private RecordEntry? Latest(Step step)
    {
        string? key = Journals.ReadAll(layout).Where(journal => journal.Run.Profile == profile)
            .SelectMany(journal => journal.Steps).LastOrDefault(entry => entry.Name == step.Name && entry.Succeeded)?.Key;
        return records.EntriesOf(step.Name).Where(IsWhole).LastOrDefault(entry => entry.Key == key)
            ?? records.EntriesOf(step.Name).Where(IsWhole).LastOrDefault(entry => entry.Record.Parts.Any(part => part.Name == Fingerprint.RecipePart && part.Value == step.RecipeJson));
    }

    private bool IsWhole(RecordEntry entry) => artifacts.Exists(entry.Record.Artifact) && artifacts.FaultOf(entry.Record.Artifact) is null;

    public static PipelineInputException NoResult(string step, string profile) =>
        Refused(step, $"it has no earlier result in this store for profile '{profile}'", "Run it.");

    private static PipelineInputException Refused(string step, string why, string cure) =>
        new($"Step '{step}' cannot be accepted without running: {why}.\n  {cure}");
}
