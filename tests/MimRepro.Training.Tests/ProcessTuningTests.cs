using TorchSharp;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class ProcessTuningTests
{
    [Fact]
    public void Apply_OneThread_UsesOneAndMayBeRepeated()
    {
        // On a thread of its own: flushing denormals lasts as long as the thread.
        var thread = new Thread(() =>
        {
            ProcessTuning.Apply(1);
            ProcessTuning.Apply(1);
        });
        thread.Start();
        thread.Join();

        Assert.Equal(1, torch.get_num_threads());
        Assert.Equal(1, torch.get_num_interop_threads());
    }

    [Fact]
    public void Apply_NoThread_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => ProcessTuning.Apply(0));
}
