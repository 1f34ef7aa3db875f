using System.Diagnostics;
using MimRepro.Models.Checkpoints;
using static TorchSharp.torch;

namespace MimRepro.Bench;

/// <summary>What opening a checkpoint costs, and what loading all of it costs, one tensor at a time.</summary>
internal static class CheckpointBench
{
    public const string Mode = "checkpoint";
    private const int Rounds = 5;

    public static void Print(string path)
    {
        for (int round = 1; round <= Rounds; round++)
        {
            long before = Process.GetCurrentProcess().PeakWorkingSet64, allocated = GC.GetAllocatedBytesForCurrentThread(), bytes = 0;
            var watch = Stopwatch.StartNew();
            using CheckpointFile file = CheckpointFile.Open(path);
            StateDict found = file.StateDict;
            double opened = watch.Elapsed.TotalMilliseconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            watch.Restart();
            foreach (CheckpointTensor tensor in found.Tensors.Values)
            {
                using Tensor loaded = tensor.Load();
                bytes += tensor.Elements * tensor.Type.Bytes;
            }
            double seconds = watch.Elapsed.TotalSeconds;
            Console.WriteLine($"{found.Tensors.Count} tensors: opened in {opened:F1} ms with {allocated >> 10} KiB, loaded {bytes >> 20} MiB in {seconds:F2} s ({bytes / seconds / 1e9:F2} GB/s), peak grew by {(Process.GetCurrentProcess().PeakWorkingSet64 - before) >> 20} MiB");
        }
    }
}
