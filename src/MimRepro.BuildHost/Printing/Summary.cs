using System.Globalization;

namespace MimRepro.BuildHost.Printing;

/// <summary>The table at the end: what became of each target, and how long it took.</summary>
internal static class Summary
{
    public static void Print(Terminal terminal, IReadOnlyCollection<ExecutableTarget> plan)
    {
        // Targets without actions only group others: a line about them says nothing.
        var shown = plan.Where(target => target.Status != ExecutionStatus.Collective).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        var names = Math.Max("Target".Length, shown.Max(target => target.Name.Length));
        var total = shown.Aggregate(TimeSpan.Zero, (sum, target) => sum + target.Duration);
        terminal.Line();
        terminal.Line(terminal.Styled($"{"Target".PadRight(names)}  {"Status",-9}  {"Duration",10}", Style.Strong));
        Rule();
        foreach (var target in shown)
        {
            var (status, style) = Describe(target.Status);
            var duration = target.Duration > TimeSpan.Zero ? Duration(target.Duration) : "";
            var line = $"{target.Name.PadRight(names)}  {terminal.Styled(status.PadRight(9), style)}  {duration,10}  {Notes(target)}";
            terminal.Line(line.TrimEnd());
        }

        Rule();
        terminal.Line($"{"Total".PadRight(names)}  {"",-9}  {Duration(total),10}");

        void Rule()
        {
            if (terminal.HasColours)
            {
                terminal.Line(terminal.Styled(new string('─', names + 23), Style.Faint));
            }
        }
    }

    /// <summary>A time as people say it: <c>0.4 s</c>, <c>12 s</c>, <c>3 min 05 s</c>, <c>2 h 07 min</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 9.95 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : time.TotalSeconds < 59.5 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : time.TotalMinutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min");

    private static (string Text, Style Style) Describe(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => ("Succeeded", Style.Green),
        ExecutionStatus.Failed => ("Failed", Style.Red),
        ExecutionStatus.Aborted => ("Aborted", Style.Red),
        ExecutionStatus.NotRun => ("Not run", Style.Yellow),
        ExecutionStatus.Skipped => ("Skipped", Style.Yellow),
        _ => (status.ToString(), Style.Plain),
    };

    private static string Notes(ExecutableTarget target)
    {
        var notes = target.SummaryInformation.Select(entry => $"{entry.Key}: {entry.Value}");
        return string.Join("; ", target.Reason is null ? notes : notes.Prepend(target.Reason));
    }
}
