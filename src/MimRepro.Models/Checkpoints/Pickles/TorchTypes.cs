using System.Collections.Frozen;

namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>torch's names of storages and element types.</summary>
internal static class TorchTypes
{
    private static readonly FrozenDictionary<string, TensorType> Storages = new Dictionary<string, string>
    {
        ["DoubleStorage"] = "F64",
        ["FloatStorage"] = "F32",
        ["HalfStorage"] = "F16",
        ["BFloat16Storage"] = "BF16",
        ["LongStorage"] = "I64",
        ["IntStorage"] = "I32",
        ["ShortStorage"] = "I16",
        ["CharStorage"] = "I8",
        ["ByteStorage"] = "U8",
        ["BoolStorage"] = "BOOL",
        ["ComplexDoubleStorage"] = "C128",
        ["ComplexFloatStorage"] = "C64",
        ["ComplexHalfStorage"] = "C32",
        ["QInt8Storage"] = "I8",
        ["QUInt8Storage"] = "U8",
        ["QInt32Storage"] = "I32",
        ["UntypedStorage"] = "U8",
        ["_UntypedStorage"] = "U8",
    }.ToFrozenDictionary(pair => pair.Key, pair => TensorType.Named(pair.Value), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, TensorType> Elements = new Dictionary<string, string>
    {
        ["float64"] = "F64",
        ["double"] = "F64",
        ["float32"] = "F32",
        ["float"] = "F32",
        ["float16"] = "F16",
        ["half"] = "F16",
        ["bfloat16"] = "BF16",
        ["int64"] = "I64",
        ["long"] = "I64",
        ["int32"] = "I32",
        ["int"] = "I32",
        ["int16"] = "I16",
        ["short"] = "I16",
        ["int8"] = "I8",
        ["uint8"] = "U8",
        ["bool"] = "BOOL",
        ["complex128"] = "C128",
        ["cdouble"] = "C128",
        ["complex64"] = "C64",
        ["cfloat"] = "C64",
        ["complex32"] = "C32",
        ["chalf"] = "C32",
        ["qint8"] = "I8",
        ["quint8"] = "U8",
        ["qint32"] = "I32",
        ["uint16"] = "U16",
        ["uint32"] = "U32",
        ["uint64"] = "U64",
        ["float8_e4m3fn"] = "F8_E4M3",
        ["float8_e5m2"] = "F8_E5M2",
        ["float8_e4m3fnuz"] = "F8_E4M3FNUZ",
        ["float8_e5m2fnuz"] = "F8_E5M2FNUZ",
        ["float8_e8m0fnu"] = "F8_E8M0",
    }.ToFrozenDictionary(pair => pair.Key, pair => TensorType.Named(pair.Value), StringComparer.Ordinal);

    /// <exception cref="CheckpointFault">It is no class of storages.</exception>
    public static TensorType OfStorage(object? value) =>
        value is PythonGlobal { Module: "torch" or "torch.storage" or "torch.cuda" } known && Storages.TryGetValue(known.Name, out TensorType? type)
            ? type
            : throw new CheckpointFault($"a storage has the type {Shown(value)}, which is unknown") { Expected = string.Join(", ", Storages.Keys.Order(StringComparer.Ordinal)) };

    /// <exception cref="CheckpointFault">It is no element type.</exception>
    public static TensorType OfElements(PythonGlobal value) =>
        value.Module == "torch" && Elements.TryGetValue(value.Name, out TensorType? type)
            ? type
            : throw new CheckpointFault($"a tensor has the element type {Shown(value)}, which is unknown") { Expected = string.Join(", ", Elements.Keys.Order(StringComparer.Ordinal)) };

    private static string Shown(object? value) => CheckpointFault.Shown(value as PythonGlobal is { } global ? global.ToString() : "something that is no class");
}
