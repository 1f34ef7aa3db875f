namespace MimRepro.Pipeline.Tests.Graph;

[Trait("Kind", "Unit")]
public sealed class StepFileTests : IDisposable
{
    private static readonly Step[] Steps = [FakeWorker.Step("data", value: "\"ü\\"), FakeWorker.Step("draw", "picture", input: "data") with { Estimate = TimeSpan.FromTicks(7), Columns = [new("size", "1 M"), new("ü", "")] }];
    private readonly string folder = Directory.CreateTempSubdirectory("mimrepro-steps-").FullName;
    private int made;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Kept => Path.Combine(folder, "inner", "steps.json");

    [Fact]
    public void ReadOrMake_SameStamp_MakesOnceAndGivesTheSame()
    {
        Assert.Equal(Shown(Steps), Shown(Read("one")));
        Assert.Equal(Shown(Steps), Shown(Read("one")));

        Assert.Equal(1, made);
    }

    [Fact]
    public void ReadOrMake_OtherStamp_MakesAnew()
    {
        Read("one");
        Read("two");
        Read("two");

        Assert.Equal(2, made);
    }

    [Fact]
    public void ReadOrMake_FileCutAnywhere_MakesAnew()
    {
        Read("one");
        byte[] whole = File.ReadAllBytes(Kept);
        for (int length = 0; length < whole.Length; length += 13)
        {
            File.WriteAllBytes(Kept, whole[..length]);

            Assert.Equal(Shown(Steps), Shown(Read("one")));
        }
    }

    [Fact]
    public void ReadOrMake_MakingFails_KeepsNothing()
    {
        Assert.Throws<PipelineInputException>(() => StepFile.ReadOrMake(Kept, "one", () => throw new PipelineInputException("faulty recipe")));

        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public void ReadOrMake_PlaceThatCannotBeWritten_StillGivesTheSteps()
    {
        File.WriteAllText(Path.Combine(folder, "inner"), "a file where a folder must go");

        Assert.Equal(Shown(Steps), Shown(Read("one")));
    }

    private IReadOnlyList<Step> Read(string stamp) => StepFile.ReadOrMake(Kept, stamp, () =>
    {
        made++;
        return Steps;
    });

    private static IEnumerable<string> Shown(IEnumerable<Step> steps) => steps.Select(step =>
        $"{step.Name} {step.Kind.Name} {step.Experiment} {step.RecipeJson} {string.Join(',', step.Inputs)} {string.Join(',', step.Tags)} {step.Estimate.Ticks} {string.Join(',', step.Columns)}");
}
