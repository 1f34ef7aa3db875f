/// <summary>The targets: what can be asked of this repository. <c>./build.sh --help</c> lists them.</summary>
internal sealed partial class Build : NukeBuild
{
    [Parameter("Size of everything that runs", ValueProviderMember = nameof(Profiles))]
    private readonly string Profile = "small";

    [Parameter("Folder for artifacts, results and reports; may be shared by checkouts")]
    private readonly AbsolutePath Store = RootDirectory / "runs";

    [Parameter("Your folder of data sets; without it the build gets what it needs by itself")]
    private readonly AbsolutePath? DataRoot = null;

    [Parameter("Device that trains and measures", ValueProviderMember = nameof(Devices))]
    private readonly string Device = "cpu";

    [Parameter("How many steps run side by side; 0 takes the number of cores")]
    private readonly int Slots = 0;

    [Parameter("After a failed step go on with those that do not need it")]
    private readonly bool KeepGoing = true;

    [Parameter("Name of a step, as --plan shows it")]
    private readonly string? Step = null;

    [Parameter("Hash every file of the artifacts that are used, instead of trusting sizes and times")]
    private readonly bool Verify = false;

    [Parameter("Gc: only say what would be freed")]
    private readonly bool DryRun = false;

    [Parameter("Gc: what was made or used within so many days stays, 0 to 3650")]
    private readonly int KeepDays = 30;

    [Parameter("Accept: why the step's earlier result still holds, in one line")]
    private readonly string? Reason = null;

    [Parameter("Analyze: checkpoints (.pth, .safetensors) to look into, side by side")]
    private readonly AbsolutePath[] Checkpoint = [];

    [Parameter("Analyze: folder of pictures to show the models; without it Fashion-MNIST's")]
    private readonly AbsolutePath? Images = null;

    [Parameter("Analyze: how many pictures, evenly spread over the folder; 4 to 10000")]
    private readonly int ImageCount = 64;

    [Parameter("Analyze: what the files do not say, such as vit,heads=12 or swinv2,window=16,image=256")]
    private readonly string? Architecture = null;

    [Parameter("Go on although so many records of each of your data sets are missing or damaged; 0 leaves it to the recipes")]
    private readonly int TolerateBadRecords = 0;

    private static IEnumerable<string> Profiles => ["smoke", "small", "evening", "paper"];

    private static IEnumerable<string> Devices => ["cpu", "cuda"];

    private Target Reproduce => _ => _
        .Description("Runs every experiment of the profile and writes the report.")
        .DependsOn(PrepareData, PretrainMim, PretrainSupervised, FineTune, AnalyzeAttention, Pose, Depth, Tracking, Detection, Report);

    private Target PrepareData => _ => _
        .Description("Reads, checks and packs the data sets.")
        .Executes(() => Run(nameof(PrepareData)));

    private Target PretrainMim => _ => _
        .Description("Pre-trains by masked image modelling and draws reconstructions.")
        .DependsOn(PrepareData)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(PretrainMim)));

    private Target PretrainSupervised => _ => _
        .Description("Pre-trains the same model with labels.")
        .DependsOn(PrepareData)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(PretrainSupervised)));

    private Target FineTune => _ => _
        .Description("Fine-tunes and probes each pre-trained model, looks for nearest neighbours in it, and trains one from scratch.")
        .DependsOn(PretrainMim, PretrainSupervised)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(FineTune)));

    private Target AnalyzeAttention => _ => _
        .Description("Measures attention distance, entropy, head diversity and CKA of each pre-trained model.")
        .DependsOn(PretrainMim, PretrainSupervised)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(AnalyzeAttention)));

    private Target Pose => _ => _
        .Description("Trains heat maps of joints from each pre-trained model, also with blocks dropped, and from scratch.")
        .DependsOn(PretrainMim, PretrainSupervised)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(Pose)));

    private Target Depth => _ => _
        .Description("Trains monocular depth from each pre-trained model, also with blocks dropped, and from scratch.")
        .DependsOn(PretrainMim, PretrainSupervised)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(Depth)));

    private Target Tracking => _ => _
        .Description("Trains a single-object tracker from each pre-trained model and from scratch.")
        .DependsOn(PretrainMim, PretrainSupervised)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(Tracking)));

    private Target Detection => _ => _
        .Description("Trains detection with instance masks from each pre-trained model and from scratch.")
        .DependsOn(PretrainMim, PretrainSupervised)
        .ProceedAfterFailure()
        .Executes(() => Run(nameof(Detection)));

    private Target Analyze => _ => _
        .Description("Measures attention and CKA of your own checkpoints (--checkpoint FILE ...) and writes a report of them.")
        .Requires(() => Checkpoint)
        .Executes(AnalyzeCheckpoints);

    private Target Report => _ => _
        .Description("Writes the report from what has been recorded so far.")
        .After(PrepareData, PretrainMim, PretrainSupervised, FineTune, AnalyzeAttention, Pose, Depth, Tracking, Detection)
        .AssuredAfterFailure()
        .Executes(WriteReport);

    private Target Why => _ => _
        .Description("Says in full why a step (--step) would run: methods, recipe members, inputs, packages.")
        .Requires(() => Step)
        .Executes(ExplainStep);

    private Target RebuildResults => _ => _
        .Description("Makes results.db anew from what lies beside it in the store.")
        .Executes(RestoreResults);

    private Target Gc => _ => _
        .Description("Frees what no profile and no late run needs; --dry-run only lists it.")
        .Executes(CollectGarbage);

    private Target Accept => _ => _
        .Description("Takes a changed step as equivalent to its latest result: --step NAME --reason TEXT.")
        .Executes(AcceptStep);

    private Target Test => _ => _
        .Description("Compiles everything and runs all tests.")
        .Executes(() => TestRun.Execute(RootDirectory));

    private Target Bench => _ => _
        .Description("Measures the times that the README claims.")
        .Executes(() => StartProcess("dotnet", "run -c Release --project bench", RootDirectory).AssertZeroExitCode());

    private Target Clean => _ => _
        .Description("Deletes what compiling and testing left behind; what was computed stays in the store.")
        .Executes(DeleteBuildOutputs);

    private static int Main() => Execute<Build>(build => build.Reproduce);

    private static void DeleteBuildOutputs()
    {
        // build/bin runs this very code; it is replaced at the next start because its stamp is deleted here.
        foreach (var project in new[] { "src", "experiments", "tests" }.SelectMany(folder => (RootDirectory / folder).GetDirectories()))
        {
            (project / "bin").DeleteDirectory();
            (project / "obj").DeleteDirectory();
        }

        (RootDirectory / "TestResults").DeleteDirectory();
        TemporaryDirectory.DeleteDirectory();
    }
}
