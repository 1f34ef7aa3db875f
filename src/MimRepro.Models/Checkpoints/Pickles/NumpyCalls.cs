using System.Buffers.Binary;
using System.Numerics;

namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>How numpy writes numbers and arrays (numpy/numpy numpy/_core/src/multiarray/methods.c, scalartypes.c.src).</summary>
internal static class NumpyCalls
{
    private const string MultiArray = "numpy.core.multiarray.";

    /// <returns>Null where it is no function of numpy that we know.</returns>
    public static object? Rebuild(PythonGlobal called, PythonTuple arguments, ReadBudget budget)
    {
        string name = called.FullName;
        switch (name, arguments)
        {
            case ("numpy.dtype", [string code, ..]): return new NumpyType(code);
            case (MultiArray + "scalar", [NumpyType type, byte[] bytes]): return new NumpyScalar(type, Value(type, bytes));
            case (MultiArray + "scalar", [NumpyType type]): return new NumpyScalar(type, null);
            case (MultiArray + "_reconstruct", [PythonGlobal { Module: "numpy", Name: "ndarray" }, ..]): return new NumpyArray();
            case (MultiArray + "_reconstruct", [PythonGlobal { Module: "numpy" or "numpy.matrixlib.defmatrix" or "numpy.ma.core" }, ..]): return new NumpyArray();
            case ("numpy.core.numeric._frombuffer", [byte[] data, NumpyType type, PythonTuple shape, string order]):
                var array = new NumpyArray();
                Fill(array, shape, type, order == "F", data, budget);
                return array;
            case ("numpy.dtype" or MultiArray + "scalar" or MultiArray + "_reconstruct" or "numpy.core.numeric._frombuffer", _):
                throw new CheckpointFault($"the pickle calls {CheckpointFault.Shown(name)} with arguments that do not fit it");
            case ("numpy.random._pickle.__bit_generator_ctor" or "numpy.random._pickle.__generator_ctor" or "numpy.random._pickle.__randomstate_ctor", _):
                return new PythonObject(name, arguments);
            default: return null;
        }
    }

    /// <summary>BUILD of a type or an array.</summary>
    /// <returns>False where the target is neither.</returns>
    public static bool Build(object? target, object? state, ReadBudget budget)
    {
        switch (target, state)
        {
            case (NumpyType type, PythonTuple { Count: >= 2 } values) when values[1] is string order:
                type.BigEndian = order == ">";
                return true;
            case (NumpyArray array, PythonTuple fields) when fields is [long, PythonTuple shape, NumpyType type, var fortran, var data]:
                Fill(array, shape, type, fortran is true or 1L, data, budget);
                return true;
            case (NumpyType or NumpyArray, _): throw new CheckpointFault("the pickle gives a numpy value a state that does not fit it");
            default: return false;
        }
    }

    private static void Fill(NumpyArray array, PythonTuple shape, NumpyType type, bool fortranOrder, object? data, ReadBudget budget)
    {
        budget.Charge(ReadBudget.Container + 8L * shape.Count);
        Int128 count = 1;
        foreach (object? size in shape)
            count = size is >= 0L and < long.MaxValue && count < long.MaxValue ? count * (long)size : throw new CheckpointFault("a numpy array has sizes that make no sense");
        if (data is byte[] bytes && type.Bytes > 0 && count * type.Bytes != bytes.Length)
            throw new CheckpointFault($"a numpy array of {count} {type.Name} has {bytes.Length} bytes");
        array.Type = type;
        array.Shape = [.. shape.Select(size => (long)size!)];
        array.FortranOrder = fortranOrder;
        array.Data = data as byte[] ?? [];
        array.Objects = data as PythonList;
    }

    private static object Value(NumpyType type, byte[] bytes)
    {
        if (type.Bytes == 0)
            return bytes;
        if (bytes.Length != type.Bytes)
            throw new CheckpointFault($"a numpy {type.Name} has {bytes.Length} bytes, expected {type.Bytes}");
        byte[] number = [.. bytes];
        if (type.BigEndian)
        {
            int part = type.Name.StartsWith('c') ? number.Length / 2 : number.Length;
            for (int at = 0; at < number.Length; at += part)
                number.AsSpan(at, part).Reverse();
        }
        return type.Name switch
        {
            "bool" => number[0] != 0,
            "float16" => (double)BinaryPrimitives.ReadHalfLittleEndian(number),
            "float32" => (double)BinaryPrimitives.ReadSingleLittleEndian(number),
            "float64" => BinaryPrimitives.ReadDoubleLittleEndian(number),
            "complex64" => new Complex(BinaryPrimitives.ReadSingleLittleEndian(number), BinaryPrimitives.ReadSingleLittleEndian(number.AsSpan(4))),
            "complex128" => new Complex(BinaryPrimitives.ReadDoubleLittleEndian(number), BinaryPrimitives.ReadDoubleLittleEndian(number.AsSpan(8))),
            "uint64" when number[7] >= 0x80 => new BigInteger(number, isUnsigned: true),
            ['u', ..] => (long)new BigInteger(number, isUnsigned: true),
            _ => (long)new BigInteger(number),
        };
    }
}
