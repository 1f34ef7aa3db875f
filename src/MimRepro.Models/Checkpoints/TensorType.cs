using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>An element type of tensors in files.</summary>
/// <param name="Name">As safetensors writes it: F32, BF16, I64 …</param>
/// <param name="Bytes">Of one element.</param>
/// <param name="Loads">
/// What a loaded tensor has: the same type, or where TorchSharp has no such type the smallest that holds every value
/// (8-bit floats as float32, U16 as int32, U32 as int64, C32 as complex64); null where none does (U64).
/// </param>
public sealed record TensorType(string Name, int Bytes, ScalarType? Loads)
{
    /// <summary>Every known type.</summary>
    public static IReadOnlyList<TensorType> All { get; } =
    [
        new("F64", 8, ScalarType.Float64), new("F32", 4, ScalarType.Float32), new("F16", 2, ScalarType.Float16), new("BF16", 2, ScalarType.BFloat16),
        new("I64", 8, ScalarType.Int64), new("I32", 4, ScalarType.Int32), new("I16", 2, ScalarType.Int16), new("I8", 1, ScalarType.Int8),
        new("U8", 1, ScalarType.Byte), new("BOOL", 1, ScalarType.Bool),
        new("C128", 16, ScalarType.ComplexFloat64), new("C64", 8, ScalarType.ComplexFloat32), new("C32", 4, ScalarType.ComplexFloat32),
        new("U16", 2, ScalarType.Int32), new("U32", 4, ScalarType.Int64), new("U64", 8, null),
        new("F8_E4M3", 1, ScalarType.Float32), new("F8_E5M2", 1, ScalarType.Float32),
        new("F8_E4M3FNUZ", 1, ScalarType.Float32), new("F8_E5M2FNUZ", 1, ScalarType.Float32), new("F8_E8M0", 1, ScalarType.Float32),
    ];

    /// <summary>Real and imaginary part are one component each.</summary>
    internal int ComponentBytes => Name[0] == 'C' ? Bytes / 2 : Bytes;

    /// <summary>Bytes in the file are bytes of the tensor.</summary>
    internal bool IsNative => Loads is not null && !Name.StartsWith("F8", StringComparison.Ordinal) && Name is not ("U16" or "U32" or "C32");

    internal static TensorType Named(string name) => All.First(type => type.Name == name);
}
