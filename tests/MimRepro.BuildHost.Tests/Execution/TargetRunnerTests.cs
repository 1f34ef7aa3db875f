namespace MimRepro.Tests.BuildHost.Execution;

[Trait("Kind", "Unit")]
public sealed class TargetRunnerTests : IDisposable
{
    private readonly BuildUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Target_Requested_RunsAfterWhatItNeeds() => Assert.Equal((0, "Restore Compile Test"), Run("Test"));

    [Fact]
    public void NoTarget_Requested_RunsTheDefault() => Assert.Equal((0, "Restore Compile"), Run());

    [Fact]
    public void Targets_OfBothForms_AllRun() => Assert.Equal((0, "Hidden Clean"), Run("hidden", "--target", "CLEAN"));

    [Fact]
    public void Skip_WithNames_LeavesThemOutWithWhatOnlyTheyNeed() => Assert.Equal((0, "Test"), Run("Test", "--skip", "Compile"));

    [Fact]
    public void Skip_WithoutNames_LeavesOutAllButTheTargetsAsked() => Assert.Equal((0, "Test"), Run("Test", "--skip"));

    [Fact]
    public void Skip_WithoutNames_KeepsTheDefaultTarget() => Assert.Equal((0, "Compile"), Run("--skip"));

    [Fact]
    public void Plan_Requested_RunsNothingButTheHook() => Assert.Equal((0, "plan was shown"), Run("Test", "--plan"));

    [Fact]
    public void Failure_OfATarget_EndsTheBuildButAssuredTargets()
    {
        var code = _test.Run<FailingBuild>(["Fragile", "Other", "Cleanup"]);

        Assert.Equal(1, code);
        Assert.Equal(["Cleanup"], _test.As<FailingBuild>().Ran);
        Snapshots.Match(_test.Output + _test.Errors, "failure");
    }

    [Fact]
    public void Failure_WithProceed_StopsOnlyWhatNeedsTheTarget()
    {
        var code = _test.Run<FailingBuild>(["Tolerated", "Dependent", "Other"]);

        Assert.Equal(1, code);
        Assert.Equal(["Other"], _test.As<FailingBuild>().Ran);
        Snapshots.Match(_test.Output + _test.Errors, "proceed");
    }

    [Fact]
    public void Failure_ByAFaultInCode_PrintsTheStackTrace()
    {
        Assert.Equal(1, _test.Run<FailingBuild>(["Faulty"]));

        Assert.Contains("at MimRepro.Tests.BuildHost.Execution.TargetRunnerTests.FailingBuild", _test.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_WithAnExitCodeOfTheBuild_PrintsTheMessageOnlyAndReturnsIt()
    {
        Assert.Equal(2, _test.Run<FailingBuild>(["WrongInput"]));

        Assert.Equal("The data folder is missing.\n", _test.Errors);
    }

    [Fact]
    public void Failure_OfATask_IsUnwrapped()
    {
        Assert.Equal(1, _test.Run<FailingBuild>(["Later"]));

        Assert.Equal("later\n", _test.Errors);
    }

    [Fact]
    public void Conditions_ThatDoNotHold_SkipTheTargetAndWhatOnlyItNeeds()
    {
        Assert.Equal(0, _test.Run<ConditionalBuild>(["Static", "Dynamic", "Persistent"]));

        Assert.Equal(["NeededByDynamic", "NeededByPersistent"], _test.As<ConditionalBuild>().Ran);
        Snapshots.Match(_test.Output, "conditions");
    }

    [Fact]
    public void Requirement_ThatDoesNotHold_EndsTheBuildBeforeTheFirstTarget()
    {
        Assert.Equal(2, _test.Run<ConditionalBuild>(["NeededByDynamic", "Demanding"]));

        Assert.Empty(_test.As<ConditionalBuild>().Ran);
        Assert.StartsWith("Target 'Demanding' requires:", _test.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Hooks_OfABuild_AreCalledInOrder()
    {
        Assert.Equal(1, _test.Run<HookedBuild>(["Good", "Skipped", "Bad"]));

        Assert.Equal("created initialized running-Good succeeded-Good skipped-Skipped running-Bad failed-Bad finished", string.Join(' ', _test.As<HookedBuild>().Calls));
    }

    [Fact]
    public void Summary_WithReportedNumbers_ShowsThem()
    {
        Assert.Equal(0, _test.Run<HookedBuild>(["Good"]));

        Snapshots.Match(_test.Output, "reported");
    }

    [Fact]
    public void Verbosity_Quiet_PrintsNothingOfAGoodBuild()
    {
        Assert.Equal(0, _test.Run<SampleBuild>(["Test", "--verbosity", "quiet"]));

        Assert.Empty(_test.Output);
    }

    private (int Code, string Ran) Run(params string[] arguments)
    {
        var code = _test.Run<SampleBuild>(arguments, build => build.Compile);
        return (code, string.Join(' ', _test.As<SampleBuild>().Ran));
    }

    private sealed class FailingBuild : NukeBuild
    {
        public List<string> Ran { get; } = [];

        private Target Fragile => _ => _.Executes(() => MimRepro.BuildHost.Assert.Fail("It broke.\n  where:    here"));

        private Target Tolerated => _ => _.ProceedAfterFailure().Executes(() => MimRepro.BuildHost.Assert.True(1 > 2, "One is not above two."));

        private Target Dependent => _ => _.DependsOn(Tolerated).Executes(() => Ran.Add(nameof(Dependent)));

        private Target Other => _ => _.Executes(() => Ran.Add(nameof(Other)));

        private Target Cleanup => _ => _.AssuredAfterFailure().Executes(() => Ran.Add(nameof(Cleanup)));

        private Target Faulty => _ => _.Executes(() => int.Parse("x", System.Globalization.CultureInfo.InvariantCulture));

        private Target Later => _ => _.Executes(async () =>
        {
            await Task.Yield();
            MimRepro.BuildHost.Assert.Fail("later");
        });

        private Target WrongInput => _ => _.Executes(() =>
        {
            ExitCode = 2;
            throw new InvalidOperationException("The data folder is missing.");
        });
    }

    private sealed class ConditionalBuild : NukeBuild
    {
        private bool _never;

        public List<string> Ran { get; } = [];

        private Target NeededByStatic => _ => _.Executes(() => Ran.Add(nameof(NeededByStatic)));

        private Target Static => _ => _.DependsOn(NeededByStatic).OnlyWhenStatic(() => _never).Executes(() => Ran.Add(nameof(Static)));

        private Target NeededByDynamic => _ => _.Executes(() => Ran.Add(nameof(NeededByDynamic)));

        private Target Dynamic => _ => _.DependsOn(NeededByDynamic).OnlyWhenDynamic(() => _never).Executes(() => Ran.Add(nameof(Dynamic)));

        private Target NeededByPersistent => _ => _.Executes(() => Ran.Add(nameof(NeededByPersistent)));

        private Target Persistent => _ => _
            .DependsOn(NeededByPersistent)
            .OnlyWhenStatic(() => Ran.Count > 5)
            .WhenSkipped(DependencyBehavior.Execute)
            .Executes(() => Ran.Add(nameof(Persistent)));

        private Target Demanding => _ => _.Requires(() => Ran.Count > 5).Executes(() => _never = true);
    }

    private sealed class HookedBuild : NukeBuild
    {
        public List<string> Calls { get; } = [];

        private Target Good => _ => _.Executes(() => ReportSummary(summary =>
        {
            summary["Files"] = "3";
            return summary;
        }));

        private Target Skipped => _ => _.OnlyWhenDynamic(() => Calls.Count == 0).Executes(() => { });

        private Target Bad => _ => _.Executes(() => MimRepro.BuildHost.Assert.Fail("bad"));

        protected internal override void OnBuildCreated() => Calls.Add("created");

        protected internal override void OnBuildInitialized() => Calls.Add("initialized");

        protected internal override void OnBuildFinished() => Calls.Add("finished");

        protected internal override void OnTargetRunning(string target) => Calls.Add($"running-{target}");

        protected internal override void OnTargetSkipped(string target) => Calls.Add($"skipped-{target}");

        protected internal override void OnTargetSucceeded(string target) => Calls.Add($"succeeded-{target}");

        protected internal override void OnTargetFailed(string target) => Calls.Add($"failed-{target}");
    }
}
