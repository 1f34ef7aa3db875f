namespace MimRepro.Pipeline;

/// <summary>How long each step keeps the run from ending: its own time and the longest chain that waits for it.</summary>
internal static class CriticalPath
{
    /// <param name="steps">Inputs first.</param>
    /// <param name="durations">Of each step, in the same order.</param>
    public static TimeSpan[] Lengths(IReadOnlyList<Step> steps, IReadOnlyList<TimeSpan> durations)
    {
        var places = new Dictionary<string, int>(steps.Count, StringComparer.Ordinal);
        for (int place = 0; place < steps.Count; place++) places[steps[place].Name] = place;
        var lengths = new TimeSpan[steps.Count];
        for (int place = steps.Count - 1; place >= 0; place--)
        {
            lengths[place] += durations[place];
            foreach (string input in steps[place].Inputs.Values)
                if (places.TryGetValue(input, out int of) && lengths[of] < lengths[place]) lengths[of] = lengths[place];
        }
        return lengths;
    }

    /// <summary>Wall time of a run in which each step takes as long as stated and the longest path goes first.</summary>
    public static TimeSpan Simulate(IReadOnlyList<Step> steps, IReadOnlyList<TimeSpan> durations, int slots)
    {
        TimeSpan[] lengths = Lengths(steps, durations);
        var waiting = new WaitingSteps(steps);
        var ready = new PriorityQueue<int, (TimeSpan, int)>();
        var running = new PriorityQueue<int, (TimeSpan, int)>();
        TimeSpan now = TimeSpan.Zero;
        Enqueue(waiting.TakeReady());
        while (ready.Count + running.Count > 0)
        {
            while (running.Count < slots && ready.TryDequeue(out int next, out _)) running.Enqueue(next, (now + durations[next], next));
            running.TryDequeue(out int ended, out (TimeSpan At, int) at);
            now = at.At;
            Enqueue(waiting.Ended(ended));
        }
        return now;

        void Enqueue(IEnumerable<int> places)
        {
            foreach (int place in places) ready.Enqueue(place, (-lengths[place], place));
        }
    }
}
