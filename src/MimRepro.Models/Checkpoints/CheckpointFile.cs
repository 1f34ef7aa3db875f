using MimRepro.Models.Checkpoints.Archives;
using MimRepro.Models.Checkpoints.Formats;

namespace MimRepro.Models.Checkpoints;

/// <summary>The ways in which tensors are kept in files.</summary>
public enum CheckpointFormat
{
    /// <summary>torch.save since 1.6.</summary>
    TorchZip,

    /// <summary>torch.save before 1.6.</summary>
    TorchLegacy,

    Safetensors,
}

/// <summary>A checkpoint of somebody else, open for reading. It may be hostile: nothing in it is ever run, imported or written to disk.</summary>
/// <remarks>
/// The format is recognised by content. The file is mapped, not read: opening costs what its pickle or header costs, however large
/// the tensors are, and each is copied once when it is asked for. Everything that describes a tensor is checked on opening; checksums of
/// zip records when their bytes are first read. Memory on opening stays below four times the file and 64 MiB. Safe for several threads.
/// </remarks>
/// <example><code>
/// using var file = CheckpointFile.Open("swin_base.pth");
/// using Tensor weight = file.StateDict.Tensors["patch_embed.proj.weight"].Load();
/// </code></example>
public sealed class CheckpointFile : IDisposable
{
    private readonly MappedBytes bytes;
    private StateDict? found;

    private CheckpointFile(string path, MappedBytes bytes)
    {
        Path = path;
        this.bytes = bytes;
        Format = Recognise();
        if (Format == CheckpointFormat.Safetensors)
            (Root, Metadata) = SafetensorsFormat.Read(bytes, path);
        else
            Root = Data(Format == CheckpointFormat.TorchZip ? TorchZip.Read(bytes, path) : TorchLegacy.Read(bytes, path));
    }

    public string Path { get; }

    public CheckpointFormat Format { get; }

    /// <summary>Everything in the file as inert values; <see cref="PythonInstance"/> lists their types.</summary>
    public object? Root { get; }

    /// <summary>Free text in the header of a safetensors file; empty for the other formats.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>The weights, looked for where trainings keep them: model, state_dict, module, teacher …, or the root itself.</summary>
    /// <exception cref="CheckpointException">The file has none, or several that nothing tells apart.</exception>
    public StateDict StateDict => found ??= Named(() => Format == CheckpointFormat.Safetensors ? StateDict.Of((PythonDict)Root!, "") : StateDictSearch.Find(Root));

    /// <summary>Every tensor of the file once, whatever it belongs to, named by the way to it: <c>/optimizer/state/0/exp_avg</c>.</summary>
    public IEnumerable<CheckpointTensor> Tensors => TreeWalk.Tensors(Root);

    /// <summary>Opens a file and reads all of it but the tensors' bytes.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, hostile, or no checkpoint. The message says what, where, and what to do.</exception>
    public static CheckpointFile Open(string path)
    {
        MappedBytes? bytes = null;
        try
        {
            bytes = new MappedBytes(path);
            return new CheckpointFile(path, bytes);
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            bytes?.Dispose();
            throw (fault as CheckpointFault ?? (fault is FormatException ? new CheckpointFault(fault.Message) : Unopened(fault))).In(path);
        }
    }

    /// <summary>The weights at a place that the caller knows, such as <c>model_ema</c> or <c>agent/policy</c>.</summary>
    /// <exception cref="CheckpointException">The file maps no names to tensors there.</exception>
    public StateDict StateDictAt(string place) => Named(() => StateDictSearch.At(Root, place));

    /// <summary>Closes the file. Tensors that were loaded stay valid, others can no longer be loaded.</summary>
    public void Dispose() => bytes.Dispose();

    /// <summary>An object of a foreign class deep inside may be passed over; one that is all there is leaves nothing to read.</summary>
    private static object? Data(object? root) => root is PythonObject { Items: null } made && !made.ClassName.StartsWith("torch.", StringComparison.Ordinal)
        ? throw new CheckpointFault($"the file holds an object of class {CheckpointFault.Shown(made.ClassName)}, not a state dict")
        {
            Cause = "torch.save(object) needs the code of the class, which no file of weights has.",
            Cure = "Save the state_dict() of what is in it instead.",
        }
        : root;

    private T Named<T>(Func<T> search)
    {
        try
        {
            return search();
        }
        catch (CheckpointFault fault)
        {
            throw fault.In(Path);
        }
    }

    private CheckpointFormat Recognise()
    {
        const int HeadBytes = 262;
        if (SafetensorsFormat.Recognises(bytes))
            return CheckpointFormat.Safetensors;
        var head = new byte[(int)Math.Min(bytes.Length, HeadBytes)];
        bytes.Read(0, head);
        if (head.AsSpan().StartsWith("PK"u8))
            return CheckpointFormat.TorchZip;
        if (head is [0x80, ..] || head.AsSpan().StartsWith("L119547037146038801333356"u8))
            return CheckpointFormat.TorchLegacy;
        return Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? CheckpointFormat.Safetensors : throw Unknown(head);
    }

    private static CheckpointFault Unopened(Exception fault) => new(fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : fault.Message)
    {
        Cause = "The path is wrong, the file was moved, or this user may not read it.",
        Cure = "Give the path of a file that can be read.",
    };

    private static CheckpointFault Unknown(byte[] head) => new("the file has no format that we know")
    {
        Expected = "a file of torch.save, or safetensors",
        Got = head.Length == 0 ? "an empty file" : $"a file that begins with {Convert.ToHexStringLower(head.AsSpan(0, Math.Min(head.Length, 8)))}",
        Cause = head switch
        {
            [(byte)'<', ..] => "It looks like a web page: the server answered with an error instead of the file.",
            [0x1f, 0x8b, ..] => "It is compressed with gzip.",
            [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "It is an HDF5 file, as Keras writes them.",
            _ when head.AsSpan(Math.Min(head.Length, 257)).StartsWith("ustar"u8) => "It is a tar file, as torch wrote them before version 0.1.10.",
            _ => "A file that was cut short or altered looks like this.",
        },
        Cure = "Fetch it again, or load it in Python and save its state_dict() with torch.save.",
    };
}
