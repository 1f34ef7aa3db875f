namespace MimRepro.Models.Checkpoints;

/// <summary>Whether shape, strides and offset stay inside of a storage.</summary>
internal static class TensorGeometry
{
    private const int MostDimensions = 64;

    /// <summary>Number of elements of a shape that was checked.</summary>
    public static long Elements(IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes that a tensor may take when made contiguous: views may repeat what is stored, but not without end.</summary>
    public static long LargestIn(long fileBytes) => 4 * fileBytes + (64L << 20);

    public static long[] ContiguousStrides(long[] shape)
    {
        var strides = new long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }
        return strides;
    }

    public static bool IsContiguous(long[] shape, IReadOnlyList<long> strides)
    {
        long expected = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != expected)
                return false;
            expected *= Math.Max(shape[i], 1);
        }
        return true;
    }

    /// <param name="storageBytes">Bytes that the view may touch.</param>
    /// <param name="mostBytes">What the tensor may take if somebody made it contiguous.</param>
    /// <exception cref="CheckpointFault">The view leaves its storage, or its numbers make no sense.</exception>
    public static void Check(IReadOnlyList<long> shape, IReadOnlyList<long> strides, long offset, TensorType type, long storageBytes, long mostBytes)
    {
        if (shape.Count != strides.Count || shape.Count > MostDimensions)
            throw Bad($"it has {shape.Count} sizes and {strides.Count} strides, expected as many of each and at most {MostDimensions}", shape, strides, offset);
        if (shape.Any(size => size < 0) || strides.Any(stride => stride < 0) || offset < 0)
            throw Bad("a size, stride or offset is negative", shape, strides, offset);
        Int128 elements = 1, last = offset;
        for (int i = 0; i < shape.Count; i++)
        {
            elements *= Math.Max(shape[i], 1);
            last += (Int128)Math.Max(shape[i] - 1, 0) * strides[i];
            if (elements > long.MaxValue / 16 || last > long.MaxValue / 16)
                throw Bad("its number of elements does not fit 64 bits", shape, strides, offset);
        }
        if (shape.Contains(0))
            return;
        if ((last + 1) * type.Bytes > storageBytes)
            throw Bad($"its last element is number {last} of a storage of {storageBytes / type.Bytes}", shape, strides, offset);
        if (elements * type.Bytes > mostBytes)
            throw Bad($"it has {elements} elements over {storageBytes / type.Bytes} that are stored", shape, strides, offset, "A stride of 0 repeats what is stored; so many repetitions are made to exhaust memory.");
    }

    private static CheckpointFault Bad(string what, IReadOnlyList<long> shape, IReadOnlyList<long> strides, long offset, string cause = "Its description was altered: no tensor that was saved looks like this.") =>
        new($"a tensor does not fit its storage: {what}") { Got = $"shape {List(shape)}, strides {List(strides)}, offset {offset}", Cause = cause };

    /// <summary>The first few, for a message.</summary>
    public static string List(IReadOnlyList<long> numbers)
    {
        const int Most = 8;
        return $"[{string.Join(", ", numbers.Take(Most))}{(numbers.Count > Most ? ", …" : "")}]";
    }
}
