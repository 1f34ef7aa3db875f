using System.Numerics;

namespace MimRepro.Models.Checkpoints;

/// <summary>An element type of numpy: <c>f8</c>, <c>i4</c>, <c>U10</c>, <c>O</c> …</summary>
public sealed class NumpyType(string code)
{
    /// <summary>Kind letter and bytes (characters for U), without byte order.</summary>
    public string Code { get; } = code.TrimStart('<', '>', '=', '|');

    public bool BigEndian { get; internal set; } = code.StartsWith('>');

    /// <summary>numpy's name, <c>float64</c>; the code itself for other than numbers.</summary>
    public string Name => Code switch
    {
        "b1" or "?" => "bool",
        ['f', .. var bytes] when Bits(bytes) is int bits => $"float{bits}",
        ['i', .. var bytes] when Bits(bytes) is int bits => $"int{bits}",
        ['u', .. var bytes] when Bits(bytes) is int bits => $"uint{bits}",
        ['c', .. var bytes] when Bits(bytes) is int bits => $"complex{bits}",
        _ => Code,
    };

    private static int? Bits(string bytes) => bytes is "1" or "2" or "4" or "8" or "16" ? 8 * (bytes == "16" ? 16 : bytes[0] - '0') : null;

    /// <summary>Bytes of one number, 0 where the elements are no numbers.</summary>
    internal int Bytes => Name switch
    {
        "bool" or "int8" or "uint8" => 1,
        "float16" or "int16" or "uint16" => 2,
        "float32" or "int32" or "uint32" => 4,
        "float64" or "int64" or "uint64" or "complex64" => 8,
        "complex128" => 16,
        _ => 0,
    };
}

/// <summary>A single numpy number.</summary>
/// <param name="Value">
/// A <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>, <see cref="double"/> or <see cref="Complex"/>; raw <c>byte[]</c> where the type is no number.
/// </param>
public sealed record NumpyScalar(NumpyType Type, object? Value);

/// <summary>A numpy array as the file has it.</summary>
public sealed class NumpyArray
{
    /// <summary>Null until the file gave it; elements of arrays of objects are in <see cref="Objects"/>.</summary>
    public NumpyType? Type { get; internal set; }

    public IReadOnlyList<long> Shape { get; internal set; } = [];

    /// <summary>First index fastest.</summary>
    public bool FortranOrder { get; internal set; }

    /// <summary>Elements in the byte order of <see cref="Type"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; internal set; }

    public PythonList? Objects { get; internal set; }
}
