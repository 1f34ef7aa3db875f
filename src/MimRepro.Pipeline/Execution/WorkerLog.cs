namespace MimRepro.Pipeline;

/// <summary>What a worker printed, in a file; its end is also kept for the error message.</summary>
internal sealed class WorkerLog : IDisposable
{
    private const int Kept = 15;
    private const int KeptLength = 300;
    private readonly Lock gate = new();
    private readonly Queue<string> last = new();
    private StreamWriter? writer;

    public WorkerLog(string path) => writer = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };

    public IReadOnlyList<string> LastLines
    {
        get { lock (gate) return [.. last]; }
    }

    public void Write(string line)
    {
        lock (gate)
        {
            foreach (string part in line.Split('\n')) Keep(part);
            try
            {
                writer?.WriteLine(line);
            }
            catch (IOException)
            {
                writer = null; // a full disk must not stop the reading of the pipe: the worker would hang
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            try
            {
                writer?.Dispose();
            }
            catch (IOException)
            {
                // The lines are lost; the step's own fault says more than this one.
            }
            writer = null;
        }
    }

    private void Keep(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        last.Enqueue(line.Length <= KeptLength ? line : line[..KeptLength] + "…");
        if (last.Count > Kept) last.Dequeue();
    }
}
