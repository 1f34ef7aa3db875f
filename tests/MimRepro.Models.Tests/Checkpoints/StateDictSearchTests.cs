using MimRepro.Models.Checkpoints;

namespace MimRepro.Models.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class StateDictSearchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("state").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly string Weight = TorchArchive.Tensor("FloatStorage", "0", 1, [1]);

    private CheckpointFile Open(string root)
    {
        string path = Path.Combine(folder, "file.pth");
        new TorchArchive(root + ".").Add("data/0", new byte[4]).Write(path);
        return CheckpointFile.Open(path);
    }

    private static string Weights(params string[] names) => TorchArchive.Dict([.. names.Select(name => (name, Weight))]);

    public static TheoryData<string, string, string> Places => new()
    {
        { Weights("a", "b"), "", "" },
        { TorchArchive.Dict(("epoch", "I3\n"), ("model", Weights("a", "b"))), "model", "" },
        { TorchArchive.Dict(("optimizer", Weights("x")), ("state_dict", Weights("module.a", "module.b"))), "state_dict", "module." },
        { TorchArchive.Dict(("model", TorchArchive.Dict(("state_dict", Weights("a", "b"))))), "model/state_dict", "" },
        { TorchArchive.Dict(("model", Weights("module._orig_mod.a", "module._orig_mod.b"))), "model", "module._orig_mod." },
        { TorchArchive.Dict(("model_ema", Weights("c")), ("model", Weights("a", "b"))), "model", "" },
        { TorchArchive.Dict(("student", Weights("c")), ("teacher", Weights("a", "b"))), "teacher", "" },
        { TorchArchive.Dict(("whatever", Weights("a", "b")), ("args", "}")), "whatever", "" },
        { "cyacs.config\nCfgNode\n)\x81(Va\n" + Weight + "Vb\n" + Weight + "u", "", "" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void StateDict_UsualPlaces_AreFoundWithTheirPrefix(string root, string place, string prefix)
    {
        using CheckpointFile file = Open(root);

        Assert.Equal((place, prefix), (file.StateDict.Place, file.StateDict.Prefix));
        Assert.Equal(["a", "b"], file.StateDict.Tensors.Keys);
        Assert.Equal("b", file.StateDict.Tensors["b"].Name);
    }

    [Fact]
    public void StateDict_ValuesThatAreNoTensors_AreNamedAsSkipped()
    {
        using CheckpointFile file = Open(TorchArchive.Dict(("w", Weight), ("version", "I1\n"), ("args", "N")));

        Assert.Equal(["args", "version"], file.StateDict.Skipped);
    }

    [Fact]
    public void StateDictAt_PlaceThatTheCallerKnows_WinsOverTheUsual()
    {
        using CheckpointFile file = Open(TorchArchive.Dict(("model", Weights("a")), ("agent", TorchArchive.Dict(("policy", Weights("module.b"))))));

        Assert.Equal(["b"], file.StateDictAt("agent/policy").Tensors.Keys);
        Assert.Throws<CheckpointException>(() => file.StateDictAt("agent"));
    }

    [Fact]
    public void Tensors_SharedAndCyclicTree_NamesEachOnce()
    {
        using CheckpointFile file = Open($"}}q\0(Vself\nh\0Vw\n{Weight}q\x01Vtied\nh\x01Vlist\n(lI5\na{TorchArchive.Tensor("FloatStorage", "0", 1, [1])}au");

        Assert.Equal(["/w", "/list/1"], file.Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [Trait("Kind", "Snapshot")]
    [InlineData("several")]
    [InlineData("none")]
    [InlineData("tensor")]
    public void StateDict_NotToBeFound_SaysWhatIsThere(string what)
    {
        using CheckpointFile file = Open(what switch
        {
            "several" => TorchArchive.Dict(("generator", Weights("a")), ("discriminator", Weights("a"))),
            "none" => TorchArchive.Dict(("epoch", "I3\n")),
            _ => Weight,
        });

        string message = Assert.Throws<CheckpointException>(() => file.StateDict).Message;

        Snapshots.Match(message.Replace(folder, "FOLDER", StringComparison.Ordinal), what);
    }
}
