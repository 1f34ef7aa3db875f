using System.Diagnostics;

namespace EndToEnd.Tests;

[Trait("Kind", "EndToEnd")]
public sealed class KillTests
{
    [Fact]
    public void KilledDriver_SameCommandAgain_RepeatsNoFinishedStepAndUsesNoHalfArtifact()
    {
        using var folder = new TemporaryFolder();
        var store = folder["store"];
        string[] command = ["PretrainMim", "--profile", "smoke", "--store", store];
        using (var driver = DriverProcess.Start(folder.Path, command))
        {
            Drain(driver);
            WaitUntil(() => Finished(store).Length == 1 && Working(store), driver);
            driver.Kill(entireProcessTree: false);
            driver.WaitForExit();
        }

        var finished = Finished(store);
        var stamps = finished.ToDictionary(file => file, File.GetLastWriteTimeUtc);
        var again = DriverProcess.Run(folder.Path, command);

        Assert.True(again.ExitCode == 0, again.Output);
        Assert.All(finished, file => Assert.Equal(stamps[file], File.GetLastWriteTimeUtc(file)));
        Assert.True(Finished(store).Length > finished.Length);
        Assert.All(Directory.EnumerateDirectories(Path.Combine(store, "artifacts")), artifact => Assert.True(File.Exists(Path.Combine(artifact, "manifest.json")), artifact));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(store, "tmp")));
    }

    private static string[] Finished(string store) =>
        Directory.Exists(Path.Combine(store, "steps")) ? Directory.GetFiles(Path.Combine(store, "steps"), "*.json") : [];

    /// <summary>Pre-training has written its first checkpoint into a folder that is not published yet.</summary>
    private static bool Working(string store) =>
        Directory.Exists(Path.Combine(store, "tmp"))
        && Directory.EnumerateFiles(Path.Combine(store, "tmp"), "epoch-*.safetensors", SearchOption.AllDirectories).Any();

    private static void WaitUntil(Func<bool> condition, Process driver)
    {
        var limit = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.False(driver.HasExited, "The driver ended before it could be killed.");
            Assert.True(limit.Elapsed < TimeSpan.FromMinutes(3), "Pre-training did not begin within three minutes.");
            Thread.Sleep(50);
        }
    }

    private static void Drain(Process process)
    {
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
}
