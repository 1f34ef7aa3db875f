using System.Text.Json;
using MimRepro.Recipes;

namespace MimRepro.Worker.Tests;

[Trait("Kind", "Unit")]
public sealed class ResumeTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    // Everything that draws numbers while training: drop path, dropout; and the average that hides in the optimizer.
    private static readonly VisionTransformerRecipe Model = TinyRecipes.Model with { DropPath = 0.2, DropRate = 0.1 };
    private static readonly SimMimRecipe SimMim = TinyRecipes.SimMim with { Model = Model, Optimizer = TinyRecipes.SimMim.Optimizer with { EmaDecay = 0.9 } };
    private static readonly FineTuningRecipe FineTuning = TinyRecipes.FineTuning with { Model = Model };

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(31)]
    public void PretrainSimMim_GoneOnFromAnyStep_EndsWithTheSameBytes(int steps) => SameAsStraight("pretrain-simmim", SimMim, steps);

    [Theory]
    [InlineData(5)]
    [InlineData(24)]
    public void PretrainSupervised_GoneOnFromAnyStep_EndsWithTheSameBytes(int steps) =>
        SameAsStraight("pretrain-supervised", TinyRecipes.Supervised with { Model = Model }, steps);

    // Batch norms have statistics beside their parameters, and the average has them, too.
    [Fact]
    public void PretrainSimMim_ConvNetGoneOn_EndsWithTheSameBytes() => SameAsStraight("pretrain-simmim", SimMim with { Model = TinyRecipes.ConvNet }, 13);

    [Fact]
    public void PretrainSupervised_ConvNetGoneOn_EndsWithTheSameBytes() =>
        SameAsStraight("pretrain-supervised", TinyRecipes.Supervised with { Model = TinyRecipes.ConvNet, Optimizer = SimMim.Optimizer }, 13);

    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(191)]
    public void FineTune_GoneOnFromAnyStep_EndsWithTheSameNumbers(int steps) => SameAsStraight("fine-tune", FineTuning, steps);

    [Fact]
    public void FineTune_AugmentedAndGoneOn_EndsWithTheSameNumbers() => SameAsStraight(
        "fine-tune",
        FineTuning with
        {
            Augmentation = new()
            {
                ViewsPerImage = 2,
                RandAugment = null, // changes colours, and these images have none
                Erasing = new() { Probability = 0.5, Area = new(0.02, 1 / 3.0), AspectRatio = new(0.3, 1 / 0.3), Rectangles = 1 },
                Mixing = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = 1, SwitchProbability = 0.5 },
            },
        },
        100);

    [Theory]
    [InlineData("training.safetensors")]
    [InlineData("evaluations.txt")]
    [InlineData("seal.txt")]
    public void State_OneByteChanged_IsNotUsed(string file)
    {
        var resume = Kept("pretrain-simmim", SimMim, 13);
        var path = Path.Combine(resume, "state", file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Equal(0, StepsKept(resume));
    }

    [Fact]
    public void State_OfAnotherStep_IsNotUsed()
    {
        var other = worker.NewFolder();
        Directory.Move(Kept("pretrain-simmim", SimMim, 13), other);

        Assert.Equal(0, StepsKept(other));
    }

    [Fact]
    public void State_KilledBetweenTheTwoRenames_TheEarlierOneIsUsed()
    {
        var resume = Kept("pretrain-simmim", SimMim, 13);
        Directory.Move(Path.Combine(resume, "state"), Path.Combine(resume, "state-earlier"));

        Assert.Equal(13, StepsKept(resume));
    }

    [Theory]
    [InlineData("seal.txt")]
    [InlineData("output")]
    [InlineData("evaluations.txt")]
    public void State_ThatIsNoState_IsNotUsed(string entry)
    {
        var resume = Kept("pretrain-simmim", SimMim, 13);
        var path = Path.Combine(resume, "state", entry);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        }

        Assert.Equal(0, StepsKept(resume));
    }

    [Fact]
    public void State_LatestOneDamaged_TheEarlierOneIsUsed()
    {
        var resume = Kept("pretrain-simmim", SimMim, 13);
        var latest = Path.Combine(resume, "state");
        Directory.Move(latest, Path.Combine(resume, "state-earlier"));
        Directory.CreateDirectory(latest);
        File.WriteAllText(Path.Combine(latest, "seal.txt"), "torn");

        Assert.Equal(13, StepsKept(resume));
    }

    [Fact]
    public void State_ThatCannotBeWritten_StopsNoTraining()
    {
        var straight = worker.Run("pretrain-simmim", SimMim);
        var resume = worker.NewFolder();
        Directory.CreateDirectory(resume);
        File.WriteAllText(Path.Combine(resume, "state-next"), "a file where a folder must go");

        var hindered = worker.Run("pretrain-simmim", SimMim, resume: resume, keepAfter: 13);

        Assert.Equal(0, StepsKept(resume));
        Assert.Equal(Files(straight.Artifact), Files(hindered.Artifact));
    }

    private string Messages() => System.Text.Encoding.UTF8.GetString(worker.Messages.ToArray());

    private long StepsKept(string resume) => ResumeFolder.Open(resume, Directory.CreateDirectory(worker.NewFolder()).FullName, null).StepsDone;

    private void SameAsStraight<T>(string kind, T recipe, int steps)
    {
        var straight = worker.Run(kind, recipe);
        var resume = Kept(kind, recipe, steps);

        Assert.DoesNotContain("resumed", Messages(), StringComparison.Ordinal);
        var resumed = worker.Run(kind, recipe, resume: resume);

        Assert.Matches("""
            \{"type":"resumed".*"seconds":\d+\.\d
            """.Trim(), Messages());
        Assert.Equal(steps, StepsKept(resume));
        Assert.Equal(JsonSerializer.Serialize(straight.Output), JsonSerializer.Serialize(resumed.Output));
        Assert.Equal(Files(straight.Artifact), Files(resumed.Artifact));
    }

    private string Kept<T>(string kind, T recipe, int steps)
    {
        var resume = worker.NewFolder();
        worker.Run(kind, recipe, resume: resume, keepAfter: steps);
        return resume;
    }

    private static IEnumerable<(string, string)> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => (Path.GetRelativePath(folder, file), Convert.ToBase64String(File.ReadAllBytes(file)))).Order();
}
