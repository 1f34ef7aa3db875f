namespace MimRepro.Tests.BuildHost;

internal enum Configuration
{
    Debug,
    Release,
}

/// <summary>A build with every kind of parameter. It notes which targets ran.</summary>
internal sealed class SampleBuild : NukeBuild
{
    [Parameter("Configuration to compile")]
    internal readonly Configuration Configuration = Configuration.Debug;

    [Parameter("Number of workers")]
    internal readonly int Workers = 2;

    [Parameter("Ends early if set")]
    internal readonly bool FailFast = false;

    [Parameter("Folder of outputs")]
    internal readonly AbsolutePath OutputFolder = RootDirectory / "out";

    [Parameter("Names to greet", Separator = ",")]
    internal readonly string[] Names = ["world"];

    [Parameter("Size of the build", ValueProviderMember = nameof(Sizes))]
    internal readonly string Profile = "small";

    [Parameter("Factor, if any")]
    internal double? Factor { get; }

    [Parameter("Token", Name = "AccessToken", List = false)]
    internal string? Token { get; set; }

    internal List<string> Ran { get; } = [];

    private static IEnumerable<string> Sizes => ["small", "large"];

    private Target Restore => _ => _.Description("Fetches packages.").Executes(() => Ran.Add(nameof(Restore)));

    internal Target Compile => _ => _.Description("Compiles everything.").DependsOn(Restore).Executes(() => Ran.Add(nameof(Compile)));

    private Target Test => _ => _.Description("Runs the tests.").DependsOn(Compile).Executes(() => Ran.Add(nameof(Test)));

    private Target Publish => _ => _.DependsOn(Test).Requires(() => Token).Executes(() => Ran.Add(nameof(Publish)));

    private Target Clean => _ => _.Before(Restore).Executes(() => Ran.Add(nameof(Clean)));

    private Target Hidden => _ => _.Unlisted().Executes(() => Ran.Add(nameof(Hidden)));

    protected internal override void OnBuildInitialized()
    {
        if (Workers is < 1 or > 64)
        {
            throw new ArgumentException($"Parameter '--workers' is out of range.\n  got:      {Workers}\n  expected: 1 to 64");
        }

        if (Plan)
        {
            Ran.Add("plan was shown");
        }
    }
}
