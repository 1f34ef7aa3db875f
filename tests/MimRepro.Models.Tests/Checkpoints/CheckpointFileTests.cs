using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using MimRepro.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class CheckpointFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("checkpoint").FullName;
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string FileOf(string name) => Path.Combine(folder, name);

    private static byte[] Bytes<T>(params T[] values) where T : struct => MemoryMarshal.AsBytes<T>(values).ToArray();

    private CheckpointFile Open(TorchArchive archive, CompressionLevel level = CompressionLevel.NoCompression)
    {
        archive.Write(FileOf("file"), level);
        return CheckpointFile.Open(FileOf("file"));
    }

    /// <summary>The message on opening, with the folder's name taken out.</summary>
    private string Refusal(TorchArchive archive)
    {
        archive.Write(FileOf("file.pth"));
        return Refusal("file.pth");
    }

    private string Refusal(string name) =>
        Assert.Throws<CheckpointException>(() => CheckpointFile.Open(FileOf(name)).Dispose()).Message.Replace(folder, "FOLDER", StringComparison.Ordinal);

    private static string Floats(string key, params long[] shape) => TorchArchive.Tensor("FloatStorage", key, 4, shape);

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Load_Tensor_HasTheBytesOfTheRecord(CompressionLevel level)
    {
        using CheckpointFile file = Open(new TorchArchive(TorchArchive.Dict(("w", Floats("0", 2, 2))) + ".").Add("data/0", Bytes(1f, 2f, 3f, 4f)), level);

        Assert.Equal([1f, 2f, 3f, 4f], file.StateDict.Tensors["w"].Load().data<float>());
        Assert.Equal(CheckpointFormat.TorchZip, file.Format);
    }

    /// <summary>Written by Python's zipfile: with zip64 fields in every header, as a stream with sizes behind the data, and both.</summary>
    [Theory]
    [InlineData("force64.pth")]
    [InlineData("stream.pth")]
    [InlineData("stream64.pth")]
    public void Load_OtherWaysToWriteAZip_AreRead(string name)
    {
        using CheckpointFile file = CheckpointFile.Open(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "zip-variants", name));

        Assert.All(file.StateDict.Tensors.Values, tensor => Assert.Equal([3L, 4L], tensor.Load().shape));
        Assert.Equal(["layer.0.weight", "layer.1.weight"], file.StateDict.Tensors.Keys);
    }

    [Fact]
    public void Load_BigEndianRecords_SwapsBytes()
    {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 4; i++)
            BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(4 * i), i + 1);
        using CheckpointFile file = Open(new TorchArchive(TorchArchive.Dict(("w", Floats("0", 4))) + ".").Add("data/0", bytes).Add("byteorder", "big"u8.ToArray()));

        Assert.Equal([1f, 2f, 3f, 4f], file.StateDict.Tensors["w"].Load().data<float>());
    }

    [Theory]
    [InlineData("float8_e4m3fn", new byte[] { 0x00, 0x38, 0x7e, 0xff, 0x01 }, new[] { 0f, 1f, 448f, float.NaN, 0.001953125f })]
    [InlineData("float8_e5m2", new byte[] { 0x80, 0x3c, 0x7b, 0xfc, 0x01 }, new[] { -0f, 1f, 57344f, float.NegativeInfinity, 1.52587890625e-05f })]
    [InlineData("float8_e4m3fnuz", new byte[] { 0x00, 0x40, 0x7f, 0x80, 0x01 }, new[] { 0f, 1f, 240f, float.NaN, 0.0009765625f })]
    [InlineData("float8_e5m2fnuz", new byte[] { 0x00, 0x40, 0x7f, 0x80, 0x01 }, new[] { 0f, 1f, 57344f, float.NaN, 7.62939453125e-06f })]
    [InlineData("float8_e8m0fnu", new byte[] { 0x7f, 0x80, 0x00, 0xff, 0xfe }, new[] { 1f, 2f, 5.877471754111438e-39f, float.NaN, 1.7014118346046923e38f })]
    public void Load_EightBitFloats_BecomeTheFloatsTheyStandFor(string type, byte[] bytes, float[] expected)
    {
        string pickle = $"ctorch._utils\n_rebuild_tensor_v3\n({TorchArchive.Storage("ByteStorage", "0", 5)}I0\n{TorchArchive.Tuple(5)}{TorchArchive.Tuple(1)}I00\n}}ctorch\n{type}\ntR";
        using CheckpointFile file = Open(new TorchArchive(TorchArchive.Dict(("w", pickle)) + ".").Add("data/0", bytes));

        Assert.Equal(expected, file.StateDict.Tensors["w"].Load().data<float>());
    }

    [Theory]
    [InlineData("uint16", new byte[] { 0xff, 0xff, 0x01, 0x00 }, 2, new[] { 65535L, 1 })]
    [InlineData("uint32", new byte[] { 0xff, 0xff, 0xff, 0xff }, 1, new[] { 4294967295L })]
    public void Load_UnsignedIntegers_BecomeWiderOnes(string type, byte[] bytes, long count, long[] expected)
    {
        string pickle = $"ctorch._utils\n_rebuild_tensor_v3\n({TorchArchive.Storage("ByteStorage", "0", 4)}I0\n{TorchArchive.Tuple(count)}{TorchArchive.Tuple(1)}I00\n}}ctorch\n{type}\ntR";
        using CheckpointFile file = Open(new TorchArchive(TorchArchive.Dict(("w", pickle)) + ".").Add("data/0", bytes));

        Assert.Equal(expected, file.StateDict.Tensors["w"].Load().to(ScalarType.Int64).data<long>());
    }

    [Fact]
    public void Load_ComplexAndQuantised_AreRead()
    {
        string quantised = $"ctorch._utils\n_rebuild_qtensor\n({TorchArchive.Storage("QInt8Storage", "1", 2)}I0\n{TorchArchive.Tuple(2)}{TorchArchive.Tuple(1)}(ctorch\nper_tensor_affine\nF0.5\nI3\ntI00\n}}tR";
        using CheckpointFile file = Open(new TorchArchive(TorchArchive.Dict(("c", TorchArchive.Tensor("ComplexFloatStorage", "0", 1, [1])), ("q", quantised)) + ".")
            .Add("data/0", Bytes(1f, 2f)).Add("data/1", [1, 0xff]));

        Assert.Equal((1f, 2f), file.StateDict.Tensors["c"].Load().data<(float, float)>()[0]);
        Assert.Equal([(sbyte)1, (sbyte)-1], file.StateDict.Tensors["q"].Load().data<sbyte>());
        Assert.Equal(0.5, file.StateDict.Tensors["q"].Quantizer![1]);
    }

    [Fact]
    public void Load_ExpandedTensor_TakesNoMoreThanIsStored()
    {
        string pickle = TorchArchive.Tensor("FloatStorage", "0", 4, [1000, 4], [0, 1]);
        using CheckpointFile file = Open(new TorchArchive(TorchArchive.Dict(("w", pickle)) + ".").Add("data/0", Bytes(1f, 2f, 3f, 4f)));

        Tensor loaded = file.StateDict.Tensors["w"].Load();

        Assert.Equal([0L, 1L], loaded.stride());
        Assert.Equal(10_000f, loaded.sum().item<float>());
    }

    [Fact]
    public void Open_WindowOfALegacyStorage_ReadsFromWhereItBegins()
    {
        string window = "(Vwindow\nI1\nI2\nt";
        string values = $"ctorch._utils\n_rebuild_tensor\n({TorchArchive.Storage("LongStorage", "7", 4, window)}I1\n{TorchArchive.Tuple(1)}{TorchArchive.Tuple(1)}tR";
        byte[] head = Encoding.Latin1.GetBytes($"L119547037146038801333356L\n.I1001\n.}}Vlittle_endian\nI01\ns.{TorchArchive.Dict(("w", values))}.(lV7\na.");
        File.WriteAllBytes(FileOf("file"), [.. head, .. Bytes(4L), .. Bytes(10L, 11L, 12L, 13L)]);

        using CheckpointFile file = CheckpointFile.Open(FileOf("file"));

        Assert.Equal(CheckpointFormat.TorchLegacy, file.Format);
        Assert.Equal([12L], file.StateDict.Tensors["w"].Load().data<long>());
    }

    [Fact]
    public void Load_AfterClosing_SaysSo()
    {
        CheckpointFile file = Open(new TorchArchive(TorchArchive.Dict(("w", Floats("0", 4))) + ".").Add("data/0", Bytes(1f, 2f, 3f, 4f)));
        CheckpointTensor tensor = file.StateDict.Tensors["w"];
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(tensor.Load);
    }

    [Fact]
    [Trait("Kind", "Snapshot")]
    public void Open_BadFiles_ExplainThemselves()
    {
        var messages = new StringBuilder();
        void Add(string message) => messages.Append(message).Append("\n\n");

        Add(Refusal("missing.pth"));
        File.WriteAllText(FileOf("page.pth"), "<html>404</html>");
        Add(Refusal("page.pth"));
        Add(Refusal(new TorchArchive("cos\nsystem\n(Vtouch x\ntR.")));
        Add(Refusal(new TorchArchive("ctorch.nn.modules.linear\nLinear\n)\x81.")));
        Add(Refusal(new TorchArchive("cmymodels\nTrainer\n)\x81.")));
        Add(Refusal(new TorchArchive(".").Add("code/x.py", [])));
        Add(Refusal(new TorchArchive(TorchArchive.Tensor("FloatStorage", "0", 4, [3, 3]) + ".").Add("data/0", new byte[16])));
        Add(Refusal(new TorchArchive(TorchArchive.Tensor("FloatStorage", "0", 4, [1L << 46], [0]) + ".").Add("data/0", new byte[16])));
        Add(Refusal(new TorchArchive(Floats("../../passwd", 4) + ".")));
        Add(Refusal(new TorchArchive(Floats("0", 4) + ".").Add("data/0", new byte[8])));
        File.WriteAllBytes(FileOf("short.pth"), File.ReadAllBytes(FileOf("file.pth"))[..^1]);
        Add(Refusal("short.pth"));

        Snapshots.Match(messages.ToString(), "refusals");
    }

    [Fact]
    [Trait("Kind", "Snapshot")]
    public void Load_DamagedRecord_NamesTheTensor()
    {
        new TorchArchive(TorchArchive.Dict(("model", TorchArchive.Dict(("head.weight", Floats("0", 4))))) + ".").Add("data/0", Bytes(1f, 2f, 3f, 4f)).Write(FileOf("file"));
        byte[] bytes = File.ReadAllBytes(FileOf("file"));
        bytes[bytes.AsSpan().IndexOf(Bytes(1f, 2f, 3f, 4f))] ^= 1;
        File.WriteAllBytes(FileOf("file"), bytes);
        using CheckpointFile file = CheckpointFile.Open(FileOf("file"));

        string message = Assert.Throws<CheckpointException>(file.StateDict.Tensors["head.weight"].Load).Message;

        Snapshots.Match(message.Replace(folder, "FOLDER", StringComparison.Ordinal), "damaged");
    }
}
