using System.Numerics;
using System.Text;
using System.Text.Json;
using MimRepro.Models.Checkpoints;
using MimRepro.Models.Checkpoints.Archives;
using MimRepro.Models.Checkpoints.Pickles;

namespace MimRepro.Models.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class PickleReaderTests
{
    public static TheoryData<int> Protocols => [0, 1, 2, 3, 4, 5];

    private static object? Unpickle(byte[] pickle) =>
        PickleReader.ReadPlain(new PickleInput(new MemoryBytes(pickle), 0), "pickle", ReadBudget.ForFile(pickle.Length));

    private static object? Unpickle(string pickle) => Unpickle(Encoding.Latin1.GetBytes(pickle));

    private static string Refusal(string pickle) => Assert.Throws<CheckpointFault>(() => Unpickle(pickle)).Message;

    /// <summary>One dict of everything that the standard library of Python 3.11 pickles as data, written by CPython in each protocol.</summary>
    private static PythonDict ByCpython(int protocol)
    {
        using JsonDocument all = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "cpython-pickles.json")));
        return Assert.IsType<PythonDict>(Unpickle(all.RootElement.GetProperty($"{protocol}").GetBytesFromBase64()));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Read_NumbersAndText_AreThoseThatCpythonWrote(int protocol)
    {
        PythonDict read = ByCpython(protocol);

        Assert.Equal("collections.OrderedDict", read.ClassName);
        Assert.Equal([null, true, false, 7L, -5L, 70000L, 1L << 40, -(1L << 40), BigInteger.Pow(2, 100), -BigInteger.Pow(2, 100)], read.Take(10).Select(pair => pair.Value));
        Assert.Equal([0.5, double.PositiveInfinity, double.NaN, 5e-324, new Complex(1, 2)], read.Skip(10).Take(5).Select(pair => pair.Value));
        Assert.Equal(["plain", "ü☃😀", "a\nb\\u0041\0", "it's \"so\"", new string('x', 300)], read.Skip(15).Take(5).Select(pair => pair.Value));
        Assert.Equal([0, 255, 97, 98], Assert.IsType<byte[]>(read["bytes"]));
        Assert.Equal(Enumerable.Repeat((byte)'z', 300), Assert.IsType<byte[]>(read["longbytes"]));
        Assert.Equal([1, 2], Assert.IsType<byte[]>(read["bytearray"]));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Read_Containers_KeepOrderSharingAndCycles(int protocol)
    {
        PythonDict read = ByCpython(protocol);

        Assert.Equal([0, 1, 2, 3, 4], new[] { "empty", "one", "two", "three", "four" }.Select(name => Assert.IsType<PythonTuple>(read[name]).Count));
        Assert.Equal([1L, "a"], Assert.IsType<PythonList>(read["list"]));
        var dict = Assert.IsType<PythonDict>(read["dict"]);
        Assert.Equal([1L, "v", 3L, 4L, 5L, 6L], dict.Select(pair => pair.Value));
        Assert.Equal(3L, dict[new PythonTuple([1L, 2L])]);
        Assert.Equal([4L, 5L, 6L], new object?[] { null, "b"u8.ToArray(), 1.5 }.Select(key => dict[key]));
        Assert.Equal(("set", "frozenset"), (Assert.IsType<PythonSet>(read["set"]).ClassName, Assert.IsType<PythonSet>(read["frozenset"]).ClassName));
        Assert.Equal(("collections.defaultdict", "collections.Counter"), (((PythonDict)read["defaultdict"]!).ClassName, ((PythonDict)read["counter"]!).ClassName));
        Assert.Equal(2L, ((PythonDict)read["counter"]!)["a"]);
        Assert.Equal([1L, 2L], Assert.IsType<PythonList>(read["deque"]));
        Assert.Same(read["shared1"], read["shared2"]);
        Assert.Same(read["cyc"], ((PythonList)read["cyc"]!)[0]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Read_Objects_AreInertWithTheirState(int protocol)
    {
        PythonDict read = ByCpython(protocol);
        PythonObject Made(string key) => Assert.IsType<PythonObject>(read[key]);

        Assert.Equal(["datetime.datetime", "datetime.timedelta", "pathlib.PurePosixPath", "decimal.Decimal", "fractions.Fraction", "uuid.UUID"],
            new[] { "date", "delta", "path", "decimal", "fraction", "uuid" }.Select(key => Made(key).ClassName));
        Assert.Equal(["a", "b"], Made("path").Arguments);
        Assert.Equal(1L, Made("simple").Attributes!["a"]);
        Assert.Equal("c", ((PythonObject)Made("namespace").Attributes!["nested"]!).Attributes!["b"]);
        Assert.Equal((1L, true), ((long)Made("config").Items!["a"]!, (bool)Made("config").Attributes!["flag"]!));
        Assert.Equal([1L, 2L], Made("items").Elements!);
        Assert.Equal(("yacs.config.Plain", 0.5), (Made("plain").ClassName, (double)Made("plain").Attributes!["lr"]!));
        Assert.Equal("yacs.config.Point", Made("point").ClassName);
        Assert.Equal("builtins.int", Assert.IsType<PythonGlobal>(read["type"]).ToString());
    }

    [Theory]
    [InlineData("cposix\nsystem\n.")]
    [InlineData("c__builtin__\ngetattr\n.")]
    [InlineData("cfunctools\npartial\n.")]
    [InlineData("c_io\nopen\n.")]
    [InlineData("cgevent.subprocess\nPopen\n.")]
    [InlineData("cyacs.config\nos.system\n.")]
    [InlineData("ccollections\nabc.sys\n.")]
    [InlineData("c\n\n.")]
    public void Global_OfTheStandardLibrary_IsRefusedUncalled(string pickle)
    {
        Assert.Contains("which no checkpoint needs", Refusal(pickle), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cmypackage\nrun\n)R.")]
    [InlineData("cmypackage\nrun\n)\x81.")]
    [InlineData("(imypackage\nrun\n.")]
    [InlineData("(cmypackage\nrun\no.")]
    [InlineData("cmypackage\nrun\n)}\x92.")]
    [InlineData("ccopyreg\n__newobj__\n(cmypackage\nrun\ntR.")]
    [InlineData("ctorch.hub\nload\n(S'a'\ntR.")]
    public void Call_OfAFunction_IsRefused(string pickle)
    {
        Assert.Contains("the pickle calls", Refusal(pickle), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cmymodels\nNet\n)\x81}(S'_parameters'\n}S'_modules'\n}ub.")]
    [InlineData("ctorch.nn.modules.linear\nLinear\n)\x81.")]
    public void Module_Whole_IsRefusedWithTheCure(string pickle)
    {
        var fault = Assert.Throws<CheckpointFault>(() => Unpickle(pickle));

        Assert.Contains("state_dict()", fault.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(lp4294967296\n.")]
    [InlineData("I12x\n.")]
    [InlineData("S'\\q'\n.")]
    [InlineData("V\\u12\n.")]
    [InlineData("F1,5\n.")]
    [InlineData("]]}s.")]
    [InlineData("}]Ns.")]
    [InlineData("(Ne.")]
    [InlineData("0.")]
    [InlineData("N]b.")]
    [InlineData("Pid\n.")]
    [InlineData("\x82\x01.")]
    [InlineData("\x97.")]
    [InlineData("")]
    public void Read_Nonsense_IsRefused(string pickle)
    {
        Assert.NotEmpty(Refusal(pickle));
    }

    [Fact]
    public void Read_DeeplyNestedLists_NeedsNoStack()
    {
        string pickle = new string(']', 150_000) + new string('a', 149_999) + ".";

        Assert.IsType<PythonList>(Unpickle(pickle));
    }

    [Theory]
    [InlineData("", "}")]
    [InlineData("", "(")]
    [InlineData("", "(t")]
    [InlineData("", "I9\n")]
    [InlineData("", "G12345678")]
    [InlineData("", "J1234")]
    [InlineData("", "X\x01\0\0\0a")]
    [InlineData("", "U\x01\xff")]
    [InlineData("", "L12345678901234567890L\n")]
    [InlineData("", "S'abc'\n")]
    [InlineData("", "]Na")]
    [InlineData("", "}NNs")]
    [InlineData("", "ca\nC\n")]
    [InlineData("ca\nC\nq\0", "h\0)R")]
    [InlineData("ca\nC\nq\0", "h\0)R}NNsb")]
    [InlineData("cbuiltins\nset\nq\0", "h\0)R")]
    [InlineData("cbuiltins\nset\nq\0]Naq\x01", "h\0h\x01\x85R")]
    [InlineData("ccollections\nOrderedDict\nq\0", "h\0)R")]
    [InlineData("cnumpy\ndtype\nq\0Vf8\nq\x01", "h\0h\x01\x85R")]
    [InlineData("c_codecs\nencode\nq\0Vab\nq\x01Vlatin1\nq\x02", "h\0h\x01h\x02\x86R")]
    public void Read_FewBytesForManyValues_StopsAtTheBudget(string once, string often)
    {
        byte[] pickle = Encoding.Latin1.GetBytes(once + string.Concat(Enumerable.Repeat(often, 3_000_000 / often.Length)) + ".");
        long before = GC.GetAllocatedBytesForCurrentThread();

        Record.Exception(() => Unpickle(pickle));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * pickle.Length + (64L << 20));
    }

    [Fact]
    public void Read_ManyViewsOfOneStorage_StopsAtTheBudget()
    {
        string start = $"ctorch._utils\n_rebuild_tensor\nq\0({TorchArchive.Storage("FloatStorage", "0", 1)}I0\n))tq\x01";
        byte[] pickle = Encoding.Latin1.GetBytes(start + string.Concat(Enumerable.Repeat("h\0h\x01R", 500_000)) + ".");
        var storage = new CheckpointStorage("0", TensorType.Named("F32"), 1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<CheckpointFault>(() => PickleReader.Read(new PickleInput(new MemoryBytes(pickle), 0), "pickle", ReadBudget.ForFile(pickle.Length), _ => storage, 1 << 20));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * pickle.Length + (64L << 20));
    }

    [Fact]
    public void Read_KeysThatShareAllButTheirEnd_TakesNoQuadraticTime()
    {
        var pickle = new StringBuilder("}(");
        for (int i = 0; i < 40_000; i++)
            pickle.Append("I").Append((i + 1L) * 0x1_0000_0001L).Append("\nN");
        pickle.Append("u.");

        Assert.Equal(40_000, Assert.IsType<PythonDict>(Unpickle(pickle.ToString())).Count);
    }
}
