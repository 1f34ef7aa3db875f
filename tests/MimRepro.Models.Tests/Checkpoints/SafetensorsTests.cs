using CsCheck;
using MimRepro.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string FileOf(string name) => Path.Combine(folder, name);

    public static TheoryData<string> Valid => Files("load");

    public static TheoryData<string> Hostile => Files("refuse");

    private static TheoryData<string> Files(string expectation) =>
        [.. CheckpointCase.All().Where(entry => entry.Expect == expectation && entry.File.EndsWith(".safetensors", StringComparison.Ordinal)).Select(entry => entry.File)];

    [Theory]
    [MemberData(nameof(Valid))]
    [Trait("Kind", "Parity")]
    public void Read_ValidFile_SurvivesARoundTrip(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> first = Safetensors.Read(CheckpointCase.In(name));

        Safetensors.Write(FileOf("again"), first.Select(entry => (entry.Key, entry.Value)));
        IReadOnlyDictionary<string, Tensor> second = Safetensors.Read(FileOf("again"));

        Assert.Equal(first.Keys.Order(StringComparer.Ordinal), second.Keys.Order(StringComparer.Ordinal));
        foreach ((string key, Tensor value) in first)
        {
            Assert.Equal(value.dtype, second[key].dtype);
            Assert.Equal(value.shape, second[key].shape);
            Assert.True(value.numel() == 0 || value.bytes.SequenceEqual(second[key].bytes), key);
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    [Trait("Kind", "Parity")]
    public void Read_HostileFile_IsRefusedByName(string name)
    {
        string path = CheckpointCase.In(name);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var fault = Assert.Throws<CheckpointException>(() => Safetensors.Read(path));

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Read_ZeroDimAndEmpty_GivesTheKnownValues()
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> read = Safetensors.Read(Path.Combine(ParityFolder.Own, "i_checkpoint", "valid", "st_zero_dim_and_empty.safetensors"));

        Assert.Equal(1.5f, read["s"].item<float>());
        Assert.Equal([0L, 3L], read["e"].shape);
        Assert.Equal([2L, 3L], read["v"].shape);
    }

    [Fact]
    public void Write_TwoTensors_GivesTheseBytes()
    {
        using DisposeScope scope = NewDisposeScope();
        Safetensors.Write(FileOf("two"), [("b", tensor(new byte[] { 7 })), ("a", tensor(1.0f))], new Dictionary<string, string> { ["k"] = "v" });

        const string Header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}""";
        int padded = (Header.Length + 7) / 8 * 8;
        byte[] expected = [(byte)padded, 0, 0, 0, 0, 0, 0, 0, .. System.Text.Encoding.UTF8.GetBytes(Header.PadRight(padded)), 0, 0, 0x80, 0x3f, 7];
        Assert.Equal(expected, File.ReadAllBytes(FileOf("two")));
    }

    [Fact]
    public void Write_AnyOrder_GivesTheSameBytes()
    {
        using DisposeScope scope = NewDisposeScope();
        (string, Tensor)[] tensors = [("x", ones(3)), ("y", zeros(2, 2)), ("i", arange(4)), ("t", ones(4, 5).t())];
        Safetensors.Write(FileOf("one"), tensors);
        Safetensors.Write(FileOf("other"), tensors.Reverse());

        Assert.Equal(File.ReadAllBytes(FileOf("one")), File.ReadAllBytes(FileOf("other")));
    }

    [Fact]
    public void Write_NameTwice_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => Safetensors.Write(FileOf("twice"), [("x", ones(1)), ("x", ones(1))]));
    }

    [Fact]
    public void Read_OneByteChanged_EitherLoadsOrIsRefusedClearly()
    {
        using DisposeScope scope = NewDisposeScope();
        Safetensors.Write(FileOf("good"), [("weight", ones(2, 3)), ("index", arange(4))], new Dictionary<string, string> { ["k"] = "v" });
        byte[] good = File.ReadAllBytes(FileOf("good"));

        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            using DisposeScope inner = NewDisposeScope();
            byte[] bad = [.. good];
            bad[at] = value;
            File.WriteAllBytes(FileOf("bad"), bad);
            try
            {
                Safetensors.Read(FileOf("bad"));
            }
            catch (CheckpointException)
            {
            }
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void Read_MissingFile_SaysWhich()
    {
        var fault = Assert.Throws<CheckpointException>(() => Safetensors.Read(FileOf("none.safetensors")));

        Assert.Contains("none.safetensors", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "Snapshot")]
    public void Read_TooShort_ExplainsItself()
    {
        File.WriteAllBytes(FileOf("short"), [1, 2, 3]);

        var fault = Assert.Throws<CheckpointException>(() => Safetensors.Read(FileOf("short")));

        Snapshots.Match(fault.Message.Replace(folder, "FOLDER", StringComparison.Ordinal), "too-short");
    }
}
