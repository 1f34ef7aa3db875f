namespace EndToEnd.Tests;

/// <summary>The smoke profile, run twice from nothing in stores of their own, and once more when all was done.</summary>
public sealed class SmokeRun : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmokeRun()
    {
        Store = folder["first store"];
        First = Reproduce(Store);
        Before = FolderState.Of(Store);
        Again = Reproduce(Store);
        After = FolderState.Of(Store);
        OtherStore = folder["second"];
        Other = Reproduce(OtherStore);
    }

    public string Store { get; }

    public string OtherStore { get; }

    public DriverResult First { get; }

    public DriverResult Again { get; }

    public DriverResult Other { get; }

    public IReadOnlyList<string> Before { get; }

    public IReadOnlyList<string> After { get; }

    public static string ReportFolder(string store) => Path.Combine(store, "reports", "smoke");

    public void Dispose() => folder.Dispose();

    private DriverResult Reproduce(string store) =>
        DriverProcess.Run(folder.Path, "Reproduce", "--profile", "smoke", "--store", store);
}
