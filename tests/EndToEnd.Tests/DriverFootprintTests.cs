using System.Diagnostics;
using System.Globalization;

namespace EndToEnd.Tests;

[Trait("Kind", "EndToEnd")]
public sealed class DriverFootprintTests
{
    private const double LimitInMegabytes = 150;

    [Fact]
    public void Driver_WhileItReproduces_LoadsNoLibtorchAndStaysSmall()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // reads /proc
        }

        using var folder = new TemporaryFolder();
        using var driver = DriverProcess.Start(folder.Path, "PretrainMim", "--profile", "smoke", "--store", folder["store"]);
        driver.BeginOutputReadLine();
        driver.BeginErrorReadLine();
        var peak = 0.0;
        while (!driver.WaitForExit(TimeSpan.FromMilliseconds(100)))
        {
            var (maps, status) = Read(driver);
            Assert.DoesNotContain("torch", maps, StringComparison.OrdinalIgnoreCase);
            peak = Math.Max(peak, PeakInMegabytes(status));
        }

        Assert.Equal(0, driver.ExitCode);
        Assert.InRange(peak, 1, LimitInMegabytes);
    }

    private static (string Maps, string Status) Read(Process process)
    {
        try
        {
            return (File.ReadAllText($"/proc/{process.Id}/maps"), File.ReadAllText($"/proc/{process.Id}/status"));
        }
        catch (IOException)
        {
            return ("", ""); // it has just ended
        }
    }

    private static double PeakInMegabytes(string status)
    {
        var line = status.Split('\n').FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
