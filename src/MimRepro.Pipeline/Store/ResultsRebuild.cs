using System.Text.Json;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Pipeline;

/// <summary>Makes the results database anew from journals, action records and artifacts.</summary>
internal sealed class ResultsRebuild(StoreLayout layout)
{
    private readonly ActionRecords records = new(layout);
    private readonly List<string> faults = [];

    /// <summary>Writes a new database to <paramref name="path"/>.</summary>
    /// <returns>What it holds, and what could not be restored.</returns>
    public (int Runs, int Outputs, IReadOnlyList<string> Faults) Write(string path)
    {
        IReadOnlyList<Journal> journals = Journals.ReadAll(layout, faults);
        using ResultsDatabase database = ResultsDatabase.Open(path);
        var outputs = new OrderedDictionary<string, string>(StringComparer.Ordinal); // key → the artifact recorded last
        foreach (Journal journal in journals)
        {
            Replay(database, journal);
            foreach (JournaledStep step in journal.Steps.Where(step => step.Succeeded)) outputs[step.Key] = step.Artifact!;
        }
        foreach ((string key, string artifact) in outputs) Restore(database, key, artifact);
        Compare(journals);
        return (journals.Count, outputs.Count, faults);
    }

    private void Replay(ResultsDatabase database, Journal journal)
    {
        string run = journal.Run.Id;
        database.BeginRun(journal.Run.ToRow(), journal.Run.Plan);
        foreach (JournaledStep step in journal.Steps)
            if (PartsOf(step) is { } parts) database.RecordStep(run, step.ToRow(parts), step.Outcome, step.Error);
            else faults.Add($"step '{step.Name}' of run {run}: its record {layout.Record(step.Key)} cannot be read");
        if (journal.Ended is { } ended) database.EndRun(run, ended);
        if (!File.Exists(layout.Claims(run))) return;
        try
        {
            database.RecordClaims(run, ClaimResultsJson.Read(File.ReadAllBytes(layout.Claims(run))));
        }
        catch (JsonException fault)
        {
            faults.Add($"verdicts of run {run}: {layout.Claims(run)} cannot be read ({fault.Message})");
        }
    }

    private IReadOnlyList<FingerprintPart>? PartsOf(JournaledStep step) => step.Parts ?? records.Find(step.Key)?.Parts;

    private void Restore(ResultsDatabase database, string key, string artifact)
    {
        bool freed = !Directory.Exists(layout.Artifact(artifact));
        string folder = freed ? layout.Measurement(artifact) : layout.Artifact(artifact);
        string? fault = Directory.Exists(folder) ? ArtifactCheck.Fault(folder, freed ? null : artifact, verify: true) : "it is not in the store";
        try
        {
            if (fault is null) Recorder.RecordOutput(database, key, artifact, folder);
        }
        catch (Exception bad) when (bad is InvalidDataException or ArgumentException)
        {
            fault = bad.Message;
        }
        if (fault is not null) faults.Add($"measurements of key {key}: artifact {artifact}: {fault}");
    }

    // Runs of versions that wrote no journal are in the old database only.
    private void Compare(IReadOnlyList<Journal> journals)
    {
        if (!File.Exists(layout.Results)) return;
        try
        {
            using ResultsDatabase old = ResultsDatabase.Open(layout.Results);
            faults.AddRange(old.ListRuns().Select(run => run.Id).Except(journals.Select(journal => journal.Run.Id), StringComparer.Ordinal)
                .Select(run => $"run {run}: only the old database has it, there is no journal {layout.Journal(run)}"));
        }
        catch (ResultsException)
        {
            // A database that cannot be read is what a rebuild is for.
        }
    }
}
