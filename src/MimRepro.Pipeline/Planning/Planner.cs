namespace MimRepro.Pipeline;

/// <summary>Decides for each step whether it is cached, and says why not. Reads the store, never writes.</summary>
internal sealed class Planner(
    ActionRecords records, CodeManifests manifests, StepCache cache, ICodeFingerprint code, IReadOnlyList<KeyValuePair<string, string>> environment, int slots)
{
    private readonly Dictionary<(string Before, string Now), IReadOnlyList<string>> codeChanges = [];

    /// <param name="steps">Inputs first, complete.</param>
    public Plan Make(IReadOnlyList<Step> steps)
    {
        var planned = new Dictionary<string, PlannedStep>(steps.Count, StringComparer.Ordinal);
        var ordered = new List<PlannedStep>(steps.Count);
        foreach (Step step in steps)
        {
            PlannedStep entry = step.Inputs.Values.All(input => planned[input].Action == PlannedAction.Cached)
                ? WithKnownInputs(step, planned)
                : WithNewInputs(step, planned);
            planned.Add(step.Name, entry);
            ordered.Add(entry);
        }
        return new Plan(ordered, slots, ordered.TrueForAll(entry => entry.Action == PlannedAction.Cached) ? TimeSpan.Zero : Time(steps, ordered));
    }

    private TimeSpan Time(IReadOnlyList<Step> steps, List<PlannedStep> planned) =>
        CriticalPath.Simulate(steps, [.. planned.Select(entry => entry.Action == PlannedAction.Cached ? TimeSpan.Zero : entry.Estimate)], slots);

    private PlannedStep WithKnownInputs(Step step, Dictionary<string, PlannedStep> planned)
    {
        var inputs = new Dictionary<string, string>(step.Inputs.Count);
        foreach ((string role, string from) in step.Inputs) inputs.Add(role, planned[from].Record!.Artifact);
        Fingerprint fingerprint = Fingerprint.Of(step, code.PartsOf(step), inputs, environment);
        CacheAnswer answer = cache.Find(step, fingerprint);
        return answer.IsHit
            ? new PlannedStep(step, PlannedAction.Cached, [], fingerprint, answer.Record, TimeSpan.FromSeconds(answer.Record!.DurationInSeconds))
            : new PlannedStep(step, PlannedAction.Run, Reasons(step, fingerprint, answer), fingerprint, null, Estimate(step));
    }

    // Which artifact it will read is not known yet; whether it may be cached after all shows in the other parts.
    private PlannedStep WithNewInputs(Step step, Dictionary<string, PlannedStep> planned)
    {
        Fingerprint rest = Fingerprint.Of(step, code.PartsOf(step), new Dictionary<string, string>(), environment);
        ActionRecord? nearest = Nearest(step, rest.Parts);
        IReadOnlyList<RerunReason> reasons = RerunReasons.Compare(
            rest.Parts, nearest is null ? null : [.. nearest.Parts.Where(part => !IsInput(part.Name))], before => MethodsChanged(step, before));
        var inputs = step.Inputs.Where(input => planned[input.Value].Action != PlannedAction.Cached)
            .OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => RerunReasons.InputRuns(input.Key, input.Value));
        PlannedAction action = reasons.Count == 0 ? PlannedAction.Depends : PlannedAction.Run;
        return new PlannedStep(step, action, [.. reasons, .. inputs], null, null, Estimate(step));
    }

    private IReadOnlyList<RerunReason> Reasons(Step step, Fingerprint fingerprint, CacheAnswer answer)
    {
        if (answer.Record is not { } record)
            return RerunReasons.Compare(fingerprint.Parts, Nearest(step, fingerprint.Parts)?.Parts, before => MethodsChanged(step, before));
        return [answer.IsMissing ? RerunReasons.ArtifactMissing(record.Artifact) : RerunReasons.ArtifactDamaged(record.Artifact, answer.Fault!)];
    }

    // Steps of one kind have the same code; their manifests are read and compared once.
    private IReadOnlyList<string> MethodsChanged(Step step, string before)
    {
        var change = (before, Fingerprint.MethodsIn(code.PartsOf(step)));
        if (!codeChanges.TryGetValue(change, out IReadOnlyList<string>? lines))
            codeChanges.Add(change, lines = manifests.Find(before) is { } earlier ? CodeDifference.Lines(earlier, code.ManifestOf(step)) : []);
        return lines;
    }

    // The earlier fingerprint with the fewest differences; of several the latest.
    private ActionRecord? Nearest(Step step, IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        var now = parts.ToDictionary(StringComparer.Ordinal);
        return records.HistoryOf(step.Name).Reverse().MinBy(record =>
            record.Parts.Count(part => !(now.TryGetValue(part.Name, out string? value) ? value == part.Value : IsInput(part.Name))));
    }

    private TimeSpan Estimate(Step step) =>
        records.HistoryOf(step.Name).LastOrDefault(record => record.Parts.Any(part => part.Name == Fingerprint.RecipePart && part.Value == step.RecipeJson)) is { } earlier
            ? TimeSpan.FromSeconds(earlier.DurationInSeconds)
            : step.Estimate;

    private static bool IsInput(string part) => part.StartsWith(Fingerprint.InputPrefix, StringComparison.Ordinal);
}
