using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MimRepro.Models.Checkpoints;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Worker;

/// <summary>State of a training on disk: tensors, the files that the step had written by then, and accuracies measured on the way.</summary>
/// <remarks>
/// A state is a folder that is written beside the last one, sealed with the hash of every file, flushed, and renamed. What is
/// torn, damaged or another step's does not fit its seal and is left out: the training then starts from the beginning.
/// </remarks>
public sealed class ResumeFolder : ITrainingStateKeeper
{
    private const string State = "state", Earlier = "state-earlier", Next = "state-next";
    private const string Tensors = "training.safetensors", Points = "evaluations.txt", Seal = "seal.txt", Written = "output";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const double MostOfTheTime = 0.02; // spent on keeping states, however large they are

    private readonly string? folder;
    private readonly string output;
    private readonly Func<bool> isDue;
    private readonly Stopwatch sinceSave = Stopwatch.StartNew();
    private readonly Stopwatch sinceOpened = Stopwatch.StartNew();
    private TimeSpan before; // what earlier attempts had worked for the state found
    private TimeSpan lastSaveTook;
    private bool isBroken;
    private string? found;

    private ResumeFolder(string? folder, string output, Func<bool>? isDue)
    {
        (this.folder, this.output) = (folder, output);
        this.isDue = isDue ?? (() => sinceSave.Elapsed >= Interval && sinceSave.Elapsed * MostOfTheTime >= lastSaveTook);
    }

    public long StepsDone { get; private set; }

    public bool IsDue => folder is not null && !isBroken && isDue();

    /// <summary>Accuracies measured so far, percent by epoch; a step that goes on finds those of its earlier life here.</summary>
    public List<(double Epoch, double Value)> Evaluations { get; } = [];

    /// <summary>Opens the folder that the request names, and puts the files back that the step had written.</summary>
    /// <remarks>Nothing is kept on a GPU: its generator's state cannot be read.</remarks>
    public static ResumeFolder Open(StepContext context)
    {
        var resume = Open(context.Device.type == DeviceType.CPU ? context.Request.Resume : null, context.Request.Output, context.StateIsDue);
        if (resume.StepsDone > 0)
            context.Progress.Resumed(resume.before);
        return resume;
    }

    /// <param name="folder">Belongs to this step alone; null keeps nothing.</param>
    /// <param name="output">Folder that the step fills.</param>
    /// <param name="isDue">Asked after each update; null keeps a state every five seconds, or as seldom as keeping it takes 2 % of the time.</param>
    public static ResumeFolder Open(string? folder, string output, Func<bool>? isDue)
    {
        var resume = new ResumeFolder(folder, output, isDue);
        if (folder is not null)
            resume.Find();
        return resume;
    }

    public void Restore(IReadOnlyList<(string Name, Tensor Value)> state)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var kept = Safetensors.Read(Path.Combine(found!, Tensors));
        foreach (var (name, value) in state)
            value.copy_(kept[name]);
    }

    /// <remarks>A state that cannot be written (a full disk, a missing permission) is said once and costs the training nothing else.</remarks>
    public void Save(long stepsDone, IReadOnlyList<(string Name, Tensor Value)> state)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            Keep(stepsDone, state);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            isBroken = true;
            Console.Error.WriteLine($"The state of this training cannot be kept; if it is killed it starts from the last state that was.\n  folder: {folder}\n  cause:  {fault.Message}");
        }
        lastSaveTook = clock.Elapsed;
        sinceSave.Restart();
    }

    private void Keep(long stepsDone, IReadOnlyList<(string Name, Tensor Value)> state)
    {
        var next = Path.Combine(folder!, Next);
        if (Directory.Exists(next))
            Directory.Delete(next, recursive: true);
        Directory.CreateDirectory(Path.Combine(next, Written));
        Safetensors.Write(Path.Combine(next, Tensors), state, new Dictionary<string, string> { ["steps"] = stepsDone.ToString(CultureInfo.InvariantCulture) });
        File.WriteAllLines(
            Path.Combine(next, Points),
            [string.Create(CultureInfo.InvariantCulture, $"{stepsDone} {(before + sinceOpened.Elapsed).TotalSeconds:R}"), .. Evaluations.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Epoch:R} {point.Value:R}"))]);
        Copy(output, Path.Combine(next, Written));
        File.WriteAllText(Path.Combine(next, Seal), SealOf(next));
        foreach (var file in Directory.EnumerateFiles(next, "*", SearchOption.AllDirectories))
            Flush(file);
        Replace(next);
    }

    private void Find()
    {
        foreach (var name in new[] { State, Earlier })
        {
            var candidate = Path.Combine(folder!, name);
            if (!Directory.Exists(candidate))
                continue;
            if (!IsWhole(candidate))
            {
                Console.Error.WriteLine($"The state of an earlier attempt is damaged and is not used.\n  folder: {candidate}");
                continue;
            }
            found = candidate;
            var lines = File.ReadAllLines(Path.Combine(candidate, Points));
            var head = lines[0].Split(' ');
            StepsDone = long.Parse(head[0], CultureInfo.InvariantCulture);
            before = TimeSpan.FromSeconds(double.Parse(head[1], CultureInfo.InvariantCulture));
            Evaluations.AddRange(lines.Skip(1).Select(line => line.Split(' '))
                .Select(parts => (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture))));
            Copy(Path.Combine(candidate, Written), output);
            Console.Error.WriteLine($"Going on after {StepsDone} steps.");
            return;
        }
    }

    private bool IsWhole(string state)
    {
        try
        {
            return Directory.Exists(Path.Combine(state, Written)) && File.ReadAllText(Path.Combine(state, Seal)) == SealOf(state);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The folder's own name is the step's key, so a state that was copied from another step does not fit.
    private string SealOf(string state) => string.Join('\n',
        Directory.EnumerateFiles(state, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(state, file)).Where(file => file != Seal)
            .Order(StringComparer.Ordinal).Select(file => $"{HashOf(Path.Combine(state, file))} {file}").Prepend(Path.GetFileName(folder!)));

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // Between the two renames only the earlier state is there; Find looks for both.
    private void Replace(string next)
    {
        var (state, earlier) = (Path.Combine(folder!, State), Path.Combine(folder!, Earlier));
        if (Directory.Exists(state))
        {
            if (Directory.Exists(earlier))
                Directory.Delete(earlier, recursive: true);
            Directory.Move(state, earlier);
        }
        Directory.Move(next, state);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
