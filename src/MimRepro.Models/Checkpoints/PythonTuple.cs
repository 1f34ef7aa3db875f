using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MimRepro.Models.Checkpoints;

/// <summary>A tuple or <c>torch.Size</c>.</summary>
public sealed class PythonTuple : IReadOnlyList<object?>
{
    private readonly object?[] elements;

    internal PythonTuple(object?[] elements, string className = "tuple")
    {
        this.elements = elements;
        ClassName = className;
        long weight = 1;
        foreach (object? element in elements)
            weight += PythonKey.WeightOf(element);
        Weight = (int)Math.Min(weight, int.MaxValue);
    }

    internal static PythonTuple Empty { get; } = new([]);

    public string ClassName { get; }

    public int Count => elements.Length;

    public object? this[int index] => elements[index];

    public IEnumerator<object?> GetEnumerator() => elements.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>How much work a comparison may be, with parts that are shared counted each time.</summary>
    internal int Weight { get; }
}

/// <summary>A key of a dict or an element of a set, compared by value as Python does for what does not change.</summary>
internal readonly record struct PythonKey(object? Value)
{
    private const int HeaviestKey = 256, BytesPerWeight = 64;

    /// <summary>Neither a container that changes, nor so large that hashing it again and again would take long.</summary>
    public static bool CanBeKey(object? value) => value is not (PythonList or PythonDict or PythonSet { ClassName: "set" }) && WeightOf(value) <= HeaviestKey;

    public static int WeightOf(object? value) => value switch
    {
        PythonTuple tuple => tuple.Weight,
        string text => 1 + text.Length / BytesPerWeight,
        byte[] bytes => 1 + bytes.Length / BytesPerWeight,
        BigInteger number => 1 + number.GetByteCount() / BytesPerWeight,
        _ => 1,
    };

    public bool Equals(PythonKey other) => Same(Value, other.Value);

    public override int GetHashCode() => Hash(Value);

    // HashCode and string hashes are seeded anew in every process: nobody can write a file of colliding keys.
    private static int Hash(object? value) => value switch
    {
        null => 0,
        string text => text.GetHashCode(StringComparison.Ordinal),
        bool or long or double or BigInteger or Complex => HashCode.Combine(value),
        byte[] bytes => HashOf(bytes),
        PythonTuple tuple => HashOf(tuple),
        PythonGlobal global => HashCode.Combine(global.Module, global.Name),
        _ => RuntimeHelpers.GetHashCode(value),
    };

    private static int HashOf(byte[] bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private static int HashOf(PythonTuple tuple)
    {
        var hash = new HashCode();
        foreach (object? element in tuple)
            hash.Add(Hash(element));
        return hash.ToHashCode();
    }

    private static bool Same(object? one, object? other) => (one, other) switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (PythonTuple a, PythonTuple b) => ReferenceEquals(a, b) || a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (CheckpointTensor or PythonInstance, _) => ReferenceEquals(one, other),
        _ => Equals(one, other),
    };
}
