using System.Text;
using MimRepro.Pipeline;
using Xunit.Abstractions;

namespace MimRepro.CodeFingerprints.Tests;

/// <summary>Every change that a build system is known to get wrong: edit a real copy of step code, compile it, ask the engine.</summary>
[Trait("Kind", "Unit")]
public sealed class TrapTableTests(ITestOutputHelper output)
{
    private const string None = "";

    // Name, what is done, and the steps that have to run. Whatever prepare writes anew is the same, so the others stay cached.
    private static readonly (string Name, Action<TrapBench> Do, string Wanted)[] Cases =
    [
        ("comment", bench => bench.Edit("Worker/Train.cs", "double[] data =", "/* data */ double[] data ="), None),
        ("white space and line breaks", bench => bench.Edit("Worker/Train.cs", "var state = new State(0, 0);", "\n\n\n   var state =\n  new State(0,  0);"), None),
        ("renamed local", bench => bench.EditAll("Library/Layers.cs", "sum", "total"), None),
        ("renamed local caught by a lambda's method", bench => bench.EditAll("Worker/Train.cs", "slow", "late"), None),
        ("unrelated method changed", bench => bench.Edit("Library/Layers.cs", "x - 1", "x - 2"), None),
        ("plain method inserted above", bench => bench.Edit("Worker/Train.cs", "    private static readonly double Offset", "    public static int Added() => 3;\n\n    private static readonly double Offset"), None),
        ("method with a lambda inserted above", bench => bench.Edit("Worker/Train.cs", "    private static readonly double Offset", "    public static int Added(int[] a) => a.Count(i => i > 3);\n\n    private static readonly double Offset"), None),
        ("method with a local function inserted above", bench => bench.Edit("Worker/Train.cs", "    private static readonly double Offset", "    public static int Added(int a) { return L(a); int L(int b) => b + a; }\n\n    private static readonly double Offset"), None),
        ("method with an iterator inserted above", bench => bench.Edit("Worker/Train.cs", "    private static readonly double Offset", "    public static IEnumerable<int> Added() { yield return 1; }\n\n    private static readonly double Offset"), None),
        ("the step's own code", bench => bench.Edit("Worker/Train.cs", "state.Step + 1", "state.Step + 2"), "train"),
        ("helper in the same file", bench => bench.Edit("Worker/Prepare.cs", "lines++", "lines += 2"), "prepare"),
        ("helper in another assembly", bench => bench.Edit("Library/Layers.cs", "sum += value * value", "sum += value"), "train"),
        ("helper of another step", bench => bench.Edit("Library/Layers.cs", "values.Average()", "values.Max()"), "score"),
        ("constant used elsewhere", bench => bench.Edit("Library/Layers.cs", "Width = 64", "Width = 65"), "train"),
        ("static table", bench => bench.Edit("Library/Layers.cs", "7, 11, 13", "8, 11, 13"), "train"),
        ("static field", bench => bench.Edit("Worker/Train.cs", "Offset = 0.25", "Offset = 0.5"), "train"),
        ("switch arm", bench => bench.Edit("Worker/Train.cs", "return 20", "return 21"), "train"),
        ("default argument", bench => bench.Edit("Library/Layers.cs", "int exponent = 2", "int exponent = 3"), "train"),
        ("override added to a type that is made", bench => bench.Edit("Library/Layers.cs", "double Forward(double x) => 2 * x;", "double Forward(double x) => 2 * x + Scale();\n\n    public override double Scale() => 3;"), "train"),
        ("override nobody calls added to a type that is made", bench => bench.Edit("Library/Layers.cs", "double Forward(double x) => 2 * x;", "double Forward(double x) => 2 * x;\n\n    public override double Scale() => 3;"), None),
        ("library's method overridden in a type that is made", bench => bench.Edit("Library/Layers.cs", "double Forward(double x) => 2 * x;", "double Forward(double x) => 2 * x;\n\n    public override string ToString() => \"dense\";"), "train"),
        ("override of a type that is made", bench => bench.Edit("Library/Layers.cs", "=> 2 * x", "=> 3 * x"), "train"),
        ("override of a type that is not made", bench => bench.Edit("Library/Layers.cs", "=> x / 2", "=> x / 3"), None),
        ("override added to a type that is not made", bench => bench.Edit("Library/Layers.cs", "=> x / 2;", "=> x / 2;\n\n    public override double Scale() => 9;"), None),
        ("implementation that the recipe holds", bench => bench.Edit("Library/Recipes.cs", "1 - step", "2 - step"), "train"),
        ("implementation that the recipe does not hold", bench => bench.Edit("Library/Recipes.cs", "Math.Cos(step)", "Math.Sin(step)"), None),
        ("implementation swapped by the recipe", bench => bench.Recipe = """{"schedule":{"$type":"cosine"},"steps":3}""", "train"),
        ("body of a generic method", bench => bench.Edit("Library/Layers.cs", "one.CompareTo(other) > 0", "one.CompareTo(other) >= 0"), "train"),
        ("lambda in a query", bench => bench.Edit("Worker/Train.cs", "double.Parse(text) + Shift(1)", "double.Parse(text) - Shift(1)"), "train"),
        ("lambda in a query of another step", bench => bench.Edit("Worker/Score.cs", "char.IsDigit(letter)", "char.IsLetter(letter)"), "score"),
        ("local function", bench => bench.Edit("Worker/Train.cs", "value * 10", "value * 11"), "train"),
        ("async body", bench => bench.Edit("Worker/Train.cs", "value + 4", "value + 5"), "train"),
        ("iterator body", bench => bench.Edit("Worker/Train.cs", "1.0 / (i + 1)", "1.0 / (i + 2)"), "train"),
        ("member of a with expression", bench => bench.Edit("Worker/Train.cs", ", Step = state.Step + 1", ""), "train"),
        ("embedded file", bench => bench.Edit("Worker/words.txt", "three\n", "three\nfour\n"), "prepare"),
        ("recipe value", bench => bench.Recipe = """{"schedule":{"$type":"linear"},"steps":4}""", "train"),
        ("recipe member added with a default", bench => bench.Edit("Library/Recipes.cs", "public int Places { get; init; }", "public int Places { get; init; }\n\n    public int Digits { get; init; } = 3;"), None),
        ("recipe member of the step added with a default", bench => bench.Edit("Library/Recipes.cs", "public int Steps { get; init; } = 3;", "public int Steps { get; init; } = 3;\n\n    public int Warmup { get; init; } = 1;"), "train"),
        ("recipe default changed", bench => bench.Edit("Library/Recipes.cs", "public int Steps { get; init; } = 3;", "public int Steps { get; init; } = 5;"), "train"),
        ("package upgraded, same content", bench => bench.PackageVersion = "1.0.1", "train"),
        ("package's content changed, same version", bench => bench.Edit("Numbers/Numbers.cs", "value + 0.5", "value + 0.25"), "train"),
        ("input touched, same bytes", bench => bench.TouchInput(), None),
        ("input changed, older time stamp", bench => bench.ChangeInput(), "prepare"),
        ("output equal after a code change", bench => bench.EqualOutput(), None),
        ("artifact in the middle deleted", bench => bench.DeleteInput(), "prepare"),
        ("change, then change back", bench => bench.ThereAndBack("Worker/Train.cs", "return 20", "return 21"), None),
        ("checkout in another folder", bench => bench.Move(), None),
        ("debug build instead of release", bench => bench.Debug = true, "prepare score train"),
    ];

    [Fact]
    public void Changes_OfEveryKind_RunExactlyTheStepsTheyConcern()
    {
        var table = new StringBuilder();
        (int falseRuns, int missed) = (0, 0);
        using var bench = new TrapBench();
        foreach ((string name, Action<TrapBench> change, string wanted) in Cases)
        {
            bench.Reset();
            change(bench);
            string got = bench.Planned();
            string[] wantedSteps = wanted.Split(' '), gotSteps = got.Split(' ');
            bool tooMany = gotSteps.Except(wantedSteps).Any(step => step.Length > 0), tooFew = wantedSteps.Except(gotSteps).Any(step => step.Length > 0);
            falseRuns += tooMany ? 1 : 0;
            missed += tooFew ? 1 : 0;
            table.AppendLine($"{name,-56} wanted {Shown(wanted),-20} got {Shown(got),-20}{(tooMany ? " FALSE" : "")}{(tooFew ? " MISSED" : "")}");
        }
        table.AppendLine($"{Cases.Length} changes: {falseRuns} false, {missed} missed");
        output.WriteLine(table.ToString());
        Assert.True(falseRuns + missed == 0, table.ToString());
    }

    [Fact]
    public void CodeChange_SameOutput_StopsThere()
    {
        using var bench = new TrapBench();

        bench.EqualOutput(build: false);

        Assert.Equal("prepare", bench.Executed());
        Assert.Equal("", bench.Executed());
    }

    [Fact]
    public void CodeChange_OtherOutput_RunsWhatReadsIt()
    {
        using var bench = new TrapBench();

        bench.Edit("Worker/Train.cs", "return 20", "return 21");

        Assert.Equal("score train", bench.Executed());
    }

    [Fact]
    public void Reason_OfACodeChange_NamesTheMethodWithItsLine()
    {
        using var bench = new TrapBench();

        bench.Edit("Library/Layers.cs", "sum += value * value", "sum += value");
        bench.Edit("Worker/Train.cs", "return 20", "return 21");

        Assert.Equal(
            [
                "Steps.Library.Arithmetic.Norm(Double[]) (Library/Layers.cs:43): its instructions changed",
                "Steps.Worker.Train.Kind(Int32) (Worker/Train.cs:55): a number or text in it changed",
            ],
            Assert.Single(bench.Reasons("train")).Details);
    }

    private static string Shown(string steps) => steps.Length == 0 ? "nothing" : steps;
}
