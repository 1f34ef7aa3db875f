using TorchSharp;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class ProcessTuningTests
{
    [Fact]
    public void Apply_OneThread_UsesOneAndMayBeRepeated()
    {
        var (threads, interop, denormal) = (0, 0, 0f);
        // On a thread of its own: the number of threads and denormals are settings of the thread.
        var thread = new Thread(() =>
        {
            ProcessTuning.Apply(1);
            ProcessTuning.Apply(1);
            using var product = torch.tensor(1e-30f) * 1e-10f;
            (threads, interop, denormal) = (torch.get_num_threads(), torch.get_num_interop_threads(), product.item<float>());
        });
        thread.Start();
        thread.Join();

        Assert.Equal((1, 1, 0f), (threads, interop, denormal));
    }

    [Fact]
    public void Apply_NoThread_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => ProcessTuning.Apply(0));
}
