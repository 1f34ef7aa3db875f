using System.Text.Json;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>
/// Writes down a run beside the artifacts, one line of JSON an event: what the artifacts do not say (when, where, how it
/// came out). With it the results database can be made anew. Each line is written before the database gets the same.
/// </summary>
/// <remarks>As durable as the database in its WAL mode: a kill loses nothing, a power cut at most the last lines.</remarks>
internal sealed class RunJournal : IDisposable
{
    private readonly FileStream file;

    private RunJournal(FileStream file) => this.file = file;

    public static RunJournal Begin(StoreLayout layout, RunRow run, IReadOnlyList<string> plan)
    {
        Directory.CreateDirectory(layout.Journals);
        var journal = new RunJournal(new FileStream(layout.Journal(run.Id), FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        journal.Write(new JournalLine { Run = JournaledRun.Of(run, plan) });
        journal.file.Flush(flushToDisk: true);
        DurableFile.FlushFolder(layout.Journals);
        return journal;
    }

    public void Step(StepRow row, StepOutcome outcome, string? error) => Write(new JournalLine { Step = JournaledStep.Of(row, outcome, error) });

    public void End(DateTimeOffset ended)
    {
        Write(new JournalLine { Ended = ended });
        file.Flush(flushToDisk: true);
    }

    public void Dispose() => file.Dispose();

    private void Write(JournalLine line)
    {
        JsonSerializer.Serialize(file, line, JournalJson.Default.JournalLine);
        file.WriteByte((byte)'\n');
        file.Flush();
    }
}
