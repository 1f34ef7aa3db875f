using System.Buffers.Binary;
using System.Diagnostics;
using MimRepro.Bench.Fuzzing.Coco;
using MimRepro.Bench.Fuzzing.Pictures;
using MimRepro.Data;
using MimRepro.Data.FashionMnist;
using MimRepro.Models.Checkpoints;

namespace MimRepro.Bench.Fuzzing;

/// <summary>Feeds broken files to everything that reads files of others, and stops at nothing but counts.</summary>
internal static class FuzzRun
{
    public const string Mode = "fuzz";
    private const string ValidCheckpoints = "tests/Parity/i_checkpoint/valid";
    private const int ReportEvery = 5_000, ImagesEvery = 4, ReasonsShown = 40;
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private sealed record Target(string Name, FuzzCorpus Corpus, Func<string, long> Read, Func<Exception, bool> Documented)
    {
        public int Accepted, Refused, Broken;

        public Dictionary<string, int> Reasons { get; } = [];
    }

    /// <returns>Whether every input kept the rules.</returns>
    public static bool Execute(string repository, int count, int seed, int first = 0)
    {
        Target[] targets =
        [
            new("checkpoints", CheckpointCorpus.Of(Path.Combine(repository, ValidCheckpoints)), CheckpointTarget.Read, fault => fault is CheckpointException),
            new("images (idx)", new FuzzCorpus([Idx(3, 7, 5, 4), Idx(3, 1, 28, 28)], ByteMutations.Any), path => IdxFile.ReadImages(path).Pixels.Length & 0, fault => fault is DataFormatException),
            new("pictures", PictureCorpus.Create(), PictureTarget.Read, fault => fault is DataFormatException),
            new("annotations", CocoCorpus.Create(), CocoTarget.Read, fault => fault is DataFormatException),
            new("labels (idx)", new FuzzCorpus([Idx(1, 200), Idx(1, 1)], ByteMutations.Any), path => IdxFile.ReadLabels(path, 10).Length & 0, fault => fault is DataFormatException),
        ];
        string folder = Directory.CreateTempSubdirectory("fuzz").FullName, failures = Path.Combine(repository, "runs", "fuzz");
        string home = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder); // a payload that ran would leave its marker here
        var watch = Stopwatch.StartNew();
        int current = first;
        using var watchdog = new Timer(_ => StopIfStuck(watch, ref current, seed), null, Hang, Hang);
        for (int index = first; index < first + count; index++)
        {
            Volatile.Write(ref current, index);
            Target target = targets[index % ImagesEvery == 0 ? 1 + index / ImagesEvery % (targets.Length - 1) : 0];
            Check(target, seed, index, folder, failures);
            if ((index + 1 - first) % ReportEvery == 0)
                Console.WriteLine($"{index + 1 - first,9} inputs, {watch.Elapsed.TotalSeconds,6:F0} s, {targets.Sum(t => t.Broken)} broke a rule, peak memory {Environment.WorkingSet >> 20} MiB");
        }
        Directory.SetCurrentDirectory(home);
        Directory.Delete(folder, recursive: true);
        foreach (Target target in targets)
            Console.WriteLine($"{target.Name,-14} {target.Accepted,8} read, {target.Refused,8} refused for {target.Reasons.Count,4} reasons, {target.Broken,4} broke a rule");
        foreach ((string reason, int times) in targets.SelectMany(target => target.Reasons).OrderByDescending(pair => pair.Value).Take(ReasonsShown))
            Console.WriteLine($"{times,9}  {reason}");
        return targets.All(target => target.Broken == 0);
    }

    private static void Check(Target target, int seed, int index, string folder, string failures)
    {
        string path = Path.Combine(folder, "input");
        File.WriteAllBytes(path, target.Corpus.Input(seed, index));
        string? broken = FuzzVerdict.Of(path, target.Read, target.Documented, out string? reason);
        if (broken?.StartsWith("took", StringComparison.Ordinal) == true)
            broken = FuzzVerdict.Of(path, target.Read, target.Documented, out reason); // once more: another process may have had the core
        if (Directory.GetFileSystemEntries(folder).Length > 1)
            broken = "something was run: the folder has another file than the input";
        if (broken is null)
            Count(target, reason);
        else
            Keep(target, seed, index, path, failures, broken);
    }

    private static void Count(Target target, string? reason)
    {
        if (reason is null)
            target.Accepted++;
        else
        {
            target.Refused++;
            target.Reasons[reason] = target.Reasons.GetValueOrDefault(reason) + 1;
        }
    }

    private static void Keep(Target target, int seed, int index, string path, string failures, string broken)
    {
        target.Broken++;
        Directory.CreateDirectory(failures);
        string kept = Path.Combine(failures, $"seed{seed}-input{index}.bin");
        File.Copy(path, kept, overwrite: true);
        Console.WriteLine($"{target.Name}: {broken}\n  input:      {kept}\n  Repeat it:  dotnet run -c Release --project bench -- {Mode} 1 {seed} {index}");
    }

    private static void StopIfStuck(Stopwatch watch, ref int current, int seed)
    {
        int before = Volatile.Read(ref current);
        Thread.Sleep(Hang);
        if (Volatile.Read(ref current) != before || !watch.IsRunning)
            return;
        Console.WriteLine($"hangs: input {before}\n  Repeat it:  dotnet run -c Release --project bench -- {Mode} 1 {seed} {before}");
        Environment.Exit(1);
    }

    private static byte[] Idx(byte dimensions, params int[] sizes)
    {
        var bytes = new byte[4 + 4 * sizes.Length + sizes.Aggregate(1, (product, size) => product * size)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 0x0800 | dimensions);
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), sizes[i]);
        for (int i = 4 + 4 * sizes.Length; i < bytes.Length; i++)
            bytes[i] = (byte)(i % 10);
        return bytes;
    }
}
