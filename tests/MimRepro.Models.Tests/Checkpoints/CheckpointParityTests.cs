using System.Diagnostics;
using System.Text.Json;
using MimRepro.Models.Checkpoints;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Checkpoints;

/// <summary>Every file of the manifest, whatever it lists; a second set is taken from MIMREPRO_PARITY_DIR.</summary>
[Trait("Kind", "Parity")]
public sealed class CheckpointParityTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private const long Allowance = 64L << 20;

    private static TheoryData<string> Files(params string[] expectations) =>
        [.. CheckpointCase.All().Where(entry => expectations.Contains(entry.Expect)).Select(entry => entry.File)];

    public static TheoryData<string> Loaded => Files("load");

    public static TheoryData<string> Refused => Files("refuse");

    public static TheoryData<string> Either => Files("load_or_refuse");

    [Fact]
    public void Manifest_EveryFileItNames_IsThere()
    {
        IEnumerable<string> named = CheckpointCase.All().SelectMany(entry => new[] { entry.File, entry.ExpectedTensors, entry.ExpectedStructure }).OfType<string>();

        Assert.All(named, file => Assert.True(File.Exists(CheckpointCase.In(file)), file));
    }

    [Theory]
    [MemberData(nameof(Loaded))]
    public void Open_ValidFile_HasTheseValuesAndBits(string file)
    {
        CheckpointCase entry = CheckpointCase.Named(file);

        Exception? fault = OpenedWithinBounds(entry.Path);

        Assert.Null(fault);
        CompareWithExpected(entry);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Open_HostileFile_IsRefusedWithFileAndReason(string file)
    {
        string path = CheckpointCase.Named(file).Path;

        Exception? fault = OpenedWithinBounds(path);

        string message = Assert.IsType<CheckpointException>(fault).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.InRange(message.Split('\n').Length, 4, 7);
        SayRefused(file, message);
    }

    [Theory]
    [MemberData(nameof(Either))]
    public void Open_DoubtfulFile_LoadsRightOrIsRefused(string file)
    {
        CheckpointCase entry = CheckpointCase.Named(file);

        Exception? fault = OpenedWithinBounds(entry.Path);

        if (fault is null)
            CompareWithExpected(entry);
        else
            SayRefused(file, Assert.IsType<CheckpointException>(fault).Message);
    }

    // Without the folder: a table of it is the same everywhere.
    private void SayRefused(string file, string message) =>
        output.WriteLine($"{file}: refused: {message.Split('\n')[0].Replace(CheckpointCase.Named(file).Path, file, StringComparison.Ordinal)}");

    /// <summary>Opens a file and loads each tensor in turn, in bounded time and memory, with nothing run and nothing written.</summary>
    private static Exception? OpenedWithinBounds(string path)
    {
        string[] before = FilesAround(path);
        var watch = Stopwatch.StartNew();
        long allocated = GC.GetAllocatedBytesForCurrentThread(), native = 0;

        Exception? fault = Record.Exception(() =>
        {
            using CheckpointFile opened = CheckpointFile.Open(path);
            foreach (CheckpointTensor tensor in opened.Tensors)
            {
                using Tensor loaded = tensor.Load();
                native = Math.Max(native, tensor.Storage.Elements * loaded.element_size());
            }
        });

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(watch.Elapsed < Longest, $"took {watch.Elapsed}");
        Assert.True(allocated + native <= 4 * new FileInfo(path).Length + Allowance, $"allocated {allocated}, and {native} for one tensor");
        Assert.Equal(before, FilesAround(path));
        return fault;
    }

    private static string[] FilesAround(string path) =>
        [.. new[] { Directory.GetCurrentDirectory(), Path.GetDirectoryName(path)!, CheckpointCase.In("."), CheckpointCase.In("..") }
            .SelectMany(folder => Directory.GetFiles(folder)).Where(file => file.Contains("PARITY", StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)];

    private void CompareWithExpected(CheckpointCase entry)
    {
        using DisposeScope scope = NewDisposeScope();
        using CheckpointFile opened = CheckpointFile.Open(entry.Path);
        output.WriteLine($"{entry.File}: {opened.Tensors.Count()} tensors, {(entry.ExpectedStructure is null ? "all read" : "each value as described, bit for bit")}");
        if (entry.ExpectedStructure is not { } structure)
            return;
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(CheckpointCase.In(structure)));
        new ExpectedStructure(Safetensors.Read(CheckpointCase.In(entry.ExpectedTensors!))).Compare(expected.RootElement, opened.Root, "");
    }
}
