using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>A tensor that is described but still in the file.</summary>
/// <remarks>All of it was checked against its storage when the file was opened; <see cref="Load"/> then copies it once.</remarks>
public sealed record CheckpointTensor
{
    private const long ChunkElements = 1L << 26; // a span holds fewer than 2^31 bytes

    internal CheckpointTensor(CheckpointStorage storage, TensorType type, long[] shape, long[] strides, long offset)
    {
        Storage = storage;
        Type = type;
        Shape = shape;
        Strides = strides;
        StorageOffset = offset;
        Elements = TensorGeometry.Elements(shape);
    }

    /// <summary>The key in the state dict, or the way to it in the file's tree.</summary>
    public string Name { get; init; } = "";

    public TensorType Type { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements between neighbours of each dimension, as the file has them.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>Where in its storage the tensor begins, in elements.</summary>
    public long StorageOffset { get; }

    public CheckpointStorage Storage { get; }

    public long Elements { get; }

    public bool RequiresGrad { get; init; }

    /// <summary>It was a <c>Parameter</c>, not a plain tensor.</summary>
    public bool IsParameter { get; init; }

    /// <summary>Scale and zero point of a quantised tensor, as the file has them: what is loaded are its integers. Otherwise null.</summary>
    public PythonTuple? Quantizer { get; init; }

    /// <summary>Elements of the storage from the tensor's first to its last, which is what loading costs.</summary>
    internal long Span => Elements == 0 ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Reads the tensor: one copy out of the file.</summary>
    /// <returns>
    /// A tensor of its own on the CPU, of type <see cref="TensorType.Loads"/>, with the shape and the strides of the file: a transposed tensor
    /// stays transposed, an expanded one takes no more room than in the file. The caller owns it.
    /// </returns>
    /// <exception cref="CheckpointException">The bytes are damaged, or no type of TorchSharp holds the values.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public Tensor Load()
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            if (Type.Loads is not { } loads)
                throw new CheckpointFault($"no tensor here can hold {Type.Name} values") { Cause = "TorchSharp has no such type, and no wider one.", Cure = "Convert the tensor to int64 before saving." };
            return Read(loads).MoveToOuterDisposeScope();
        }
        catch (CheckpointFault fault)
        {
            throw fault.At(Name.Length > 0 ? $"tensor {CheckpointFault.Shown(Name)}" : $"storage {CheckpointFault.Shown(Storage.Key)}").In(Storage.File);
        }
    }

    private Tensor Read(ScalarType loads)
    {
        long[] shape = [.. Shape];
        if (Elements == 0)
            return empty(shape, loads);
        Tensor values = empty([Span], loads);
        for (long first = 0; first < Span; first += ChunkElements)
        {
            long count = Math.Min(ChunkElements, Span - first);
            using Tensor chunk = values.narrow(0, first, count);
            ReadChunk((StorageOffset + first) * Type.Bytes, (int)count, chunk.bytes);
        }
        return TensorGeometry.IsContiguous(shape, Strides) ? values.view(shape) : values.as_strided(shape, [.. Strides], 0);
    }

    private void ReadChunk(long offset, int count, Span<byte> into)
    {
        if (Type.IsNative)
        {
            Storage.Read(offset, into, Type);
            return;
        }
        var raw = new byte[count * Type.Bytes];
        Storage.Read(offset, raw, Type);
        TensorWidening.Widen(Type, raw, into);
    }
}
