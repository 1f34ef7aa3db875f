using System.Diagnostics;
using MimRepro.Pipeline.Worker;
using MimRepro.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MimRepro.Pipeline;

/// <summary>A table of the steps that run, drawn four times a second; what has ended scrolls by above it.</summary>
internal sealed class LiveProgress : IProgressView
{
    private const int BarWidth = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly IAnsiConsole console;
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Row> running = new(StringComparer.Ordinal);
    private readonly Queue<string> lines = new();
    private readonly ManualResetEventSlim stop = new();
    private Thread? drawing;
    private int total;
    private int done;

    private sealed record Row(long Start, TimeSpan Estimate)
    {
        public WorkerMessage? Last { get; set; }
    }

    public LiveProgress(IAnsiConsole? console = null) => this.console = console ?? AnsiConsole.Console;

    public void Started(Plan plan)
    {
        total = plan.Steps.Count;
        console.WriteLine(PlanText.Totals(plan));
        drawing = new Thread(Draw) { Name = "progress", IsBackground = true };
        drawing.Start();
    }

    public void StepStarted(string step, TimeSpan estimate)
    {
        lock (gate) running[step] = new Row(Stopwatch.GetTimestamp(), estimate);
    }

    public void StepProgressed(string step, WorkerMessage message)
    {
        lock (gate)
            if (running.TryGetValue(step, out Row? row)) row.Last = message;
    }

    public void StepEnded(string step, StepOutcome outcome, TimeSpan duration, string? error)
    {
        lock (gate)
        {
            done++;
            running.Remove(step);
            if (ProgressText.Ended(step, outcome, duration, error) is { } text) lines.Enqueue(text);
        }
    }

    public void Note(string text)
    {
        lock (gate) lines.Enqueue(text);
    }

    public void Ended()
    {
        stop.Set();
        drawing?.Join();
    }

    private void Draw()
    {
        console.Live(Picture()).AutoClear(true).Start(context =>
        {
            bool last;
            do
            {
                last = stop.Wait(Pause);
                foreach (string line in TakeLines()) console.WriteLine(line);
                context.UpdateTarget(Picture());
            }
            while (!last);
        });
    }

    private List<string> TakeLines()
    {
        lock (gate)
        {
            List<string> taken = [.. lines];
            lines.Clear();
            return taken;
        }
    }

    private Table Picture()
    {
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("step", "bar", "what");
        lock (gate)
        {
            foreach ((string step, Row row) in running) table.AddRow(new Text(step), Bar(row), new Text(What(row)));
            table.AddRow(new Text($"{done} of {total} steps", new Style(decoration: Decoration.Dim)), Text.Empty, Text.Empty);
        }
        return table;
    }

    private static IRenderable Bar(Row row)
    {
        int filled = (int)(Fraction(row) * BarWidth);
        return new Text(new string('━', filled) + new string('─', BarWidth - filled), new Style(Color.Green));
    }

    private static double Fraction(Row row) => row.Last is { Total: > 0 } message
        ? ProgressText.Fraction(message)
        : Math.Min(0.99, Stopwatch.GetElapsedTime(row.Start) / TimeSpan.FromSeconds(Math.Max(1, row.Estimate.TotalSeconds)));

    private static string What(Row row)
    {
        string text = row.Last is null ? "" : ProgressText.Of(row.Last);
        return text.Length > 0 ? text : $"{DurationText.Of(Stopwatch.GetElapsedTime(row.Start))} of about {DurationText.Of(row.Estimate)}";
    }
}
