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
        ("operator", bench => bench.Edit("Library/Language.cs", "one.Amount + other.Amount", "one.Amount - other.Amount"), "train"),
        ("conversion", bench => bench.Edit("Library/Language.cs", "money.Amount * 1.5", "money.Amount * 2.5"), "train"),
        ("default method of an interface", bench => bench.Edit("Library/Language.cs", "double Say() => 7;", "double Say() => 17;"), "train"),
        ("explicit implementation", bench => bench.Edit("Library/Language.cs", "double IHidden.Value() => 11;", "double IHidden.Value() => 13;"), "train"),
        ("public namesake of an explicit implementation", bench => bench.Edit("Library/Language.cs", "public double Value() => 12;", "public double Value() => 14;"), None),
        ("hash that a dictionary asks for", bench => bench.Edit("Library/Language.cs", "x * 31 + y", "x * 37 + y"), "train"),
        ("comparison that a sort asks for", bench => bench.Edit("Library/Language.cs", "Value.CompareTo(other.Value)", "other.Value.CompareTo(Value)"), "train"),
        ("method group", bench => bench.Edit("Library/Language.cs", "value * 2;", "value * 4;"), "train"),
        ("event's handler", bench => bench.Edit("Library/Language.cs", "=> 42;", "=> 43;"), "train"),
        ("lambda of a lazy static", bench => bench.Edit("Library/Language.cs", "new(() => 0.5)", "new(() => 0.75)"), "train"),
        ("what using calls", bench => bench.Edit("Library/Language.cs", "Order.Add(\"left\")", "Order.Add(\"gone\")"), "train"),
        ("enumerator's step", bench => bench.Edit("Library/Language.cs", "--left > 0", "--left >= 0"), "train"),
        ("enumerator's reset, which the framework could call", bench => bench.Edit("Library/Language.cs", "left = 0;", "left = 1;"), "train"),
        ("exception filter", bench => bench.Edit("Library/Language.cs", "fault.Message.Length > 3", "fault.Message.Length > 4"), "train"),
        ("finally block's helper", bench => bench.Edit("Library/Language.cs", "=> 0.125", "=> 0.375"), "train"),
        ("message of an exception", bench => bench.Edit("Library/Language.cs", "\"too many\"", "\"far too many\""), "train"),
        ("instance field's initial value", bench => bench.Edit("Library/Language.cs", "thickness = 0.75", "thickness = 0.5"), "train"),
        ("getter", bench => bench.Edit("Library/Language.cs", "thickness + 1", "thickness + 2"), "train"),
        ("setter nobody calls", bench => bench.Edit("Library/Language.cs", "\"a shelf stays as it is\"", "\"shelves stay\""), None),
        ("value of an enum's member", bench => bench.Edit("Library/Language.cs", "Large = 2", "Large = 4"), "train"),
        ("name of an enum's member that is printed", bench => { bench.Edit("Library/Language.cs", "Colour.Red.ToString", "Colour.Rouge.ToString"); bench.Edit("Library/Language.cs", "Red = 1", "Rouge = 1"); }, "train"),
        ("enum member added where names are listed", bench => bench.Edit("Library/Language.cs", "{ Apple, Pear }", "{ Apple, Pear, Plum }"), "train"),
        ("enum member added where nothing lists names", bench => bench.Edit("Library/Language.cs", "Large = 2 }", "Large = 2, Huge = 9 }"), None),
        ("attribute that code reads", bench => bench.Edit("Marks/Marks.cs", "[Mark(3)]", "[Mark(4)]"), "train"),
        ("method beside a look by reflection", bench => bench.Edit("Marks/Marks.cs", "=> 5", "=> 6"), "train"),
        ("static abstract member", bench => bench.Edit("Library/Language.cs", "static double Make() => 2;", "static double Make() => 3;"), "train"),
        ("pattern", bench => bench.Edit("Library/Language.cs", "{ Length: > 5 } => 6", "{ Length: > 5 } => 7"), "train"),
        ("property pattern", bench => bench.Edit("Library/Language.cs", "Square { Side: > 1 }", "Square { Side: > 2 }"), "train"),
        ("constructor of a base", bench => bench.Edit("Library/Language.cs", "Base = 1.25", "Base = 2.25"), "train"),
        ("static of a generic type", bench => bench.Edit("Library/Language.cs", "First = 6.5", "First = 7.5"), "train"),
        ("bytes of a text", bench => bench.Edit("Library/Language.cs", "\"text\"u8", "\"best\"u8"), "train"),
        ("async stream", bench => bench.Edit("Library/Language.cs", "i * 0.5", "i * 0.25"), "train"),
        ("record's member, which it prints", bench => bench.Edit("Library/Language.cs", "record Point(int X, int Y)", "record Point(int X, int Y) { public int Z => 3; }"), "train"),
        ("method called through an argument's type", bench => bench.Edit("Library/Language.cs", "double Own() => 3", "double Own() => 4"), "train"),
        ("static table's maker", bench => bench.Edit("Library/Language.cs", "[\"first\", \"second\"]", "[\"first\"]"), "train"),
        ("closer overload added", bench => bench.Edit("Library/Language.cs", "public static double Extended(object value, string text) => text.Length + 1;", "public static double Extended(object value, string text) => text.Length + 1;\n\n    public static double Extended(int value, string text) => text.Length + value;"), "train"),
        ("text that an interpolation asks for", bench => bench.Edit("Library/Language.cs", "=> \"shown\"", "=> \"hidden\""), "train"),
        ("library's method overridden in a base of a made type", bench => bench.Edit("Library/Language.cs", "public virtual double Between() => 0;", "public virtual double Between() => 0;\n\n    public override string ToString() => \"middle\";"), "train"),
        ("access modifier", bench => bench.Edit("Library/Language.cs", "private static double Cleanup()", "internal static double Cleanup()"), None),
        ("parameter renamed", bench => bench.Edit("Library/Language.cs", "Doubled(double value) => value * 2", "Doubled(double number) => number * 2"), None),
        ("attribute nobody reads", bench => bench.Edit("Library/Language.cs", "    private static double Cleanup()", "    [Obsolete]\n    private static double Cleanup()"), None),
        ("nullable annotation", bench => bench.Edit("Library/Language.cs", "private static int Of(string name)", "private static int Of(string? name)"), None),
        ("unused private field of a type that is made", bench => bench.Edit("Library/Language.cs", "private readonly double thickness = 0.75;", "private readonly double thickness = 0.75;\n\n    private int unused;"), None),
        ("checked arithmetic", bench => bench.Edit("Library/Language.cs", "=> x * 31 + y", "=> checked(x * 31 + y)"), "train"),
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
