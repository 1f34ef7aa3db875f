using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MimRepro.Models.Checkpoints;

/// <summary>What a pickle holds of an object: the name of its class and data. Nothing of the class itself is ever looked up or run.</summary>
/// <remarks>
/// Values of a tree are: null (None), <see cref="bool"/>, <see cref="long"/> or <see cref="System.Numerics.BigInteger"/> (int),
/// <see cref="double"/>, <see cref="System.Numerics.Complex"/>, <see cref="string"/>, <c>byte[]</c> (bytes, bytearray),
/// <see cref="PythonTuple"/>, <see cref="PythonGlobal"/>, the classes derived from this one, <see cref="NumpyType"/>, <see cref="NumpyArray"/>,
/// <see cref="NumpyScalar"/>, <see cref="CheckpointTensor"/> and <see cref="CheckpointStorage"/>. A tree may contain itself.
/// </remarks>
public abstract class PythonInstance(string className)
{
    /// <summary>Module and name: <c>collections.OrderedDict</c>, <c>yacs.config.CfgNode</c>; built-in classes have no module.</summary>
    public string ClassName { get; } = className;

    /// <summary>Attributes of the instance, null where it has none.</summary>
    public PythonDict? Attributes { get; internal set; }
}

/// <summary>A dict or a class like it: dict, OrderedDict, defaultdict, Counter. Pairs keep the order of the file.</summary>
public sealed class PythonDict(string className = "dict") : PythonInstance(className), IReadOnlyCollection<KeyValuePair<object?, object?>>
{
    private OrderedDictionary<PythonKey, object?>? pairs;

    public int Count => pairs?.Count ?? 0;

    public bool TryGet(object? key, [MaybeNullWhen(false)] out object? value)
    {
        value = null;
        return pairs is not null && pairs.TryGetValue(new PythonKey(key), out value);
    }

    /// <summary>The value of a key, null where there is none.</summary>
    public object? this[object? key] => TryGet(key, out object? value) ? value : null;

    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator() =>
        (pairs ?? []).Select(pair => KeyValuePair.Create(pair.Key.Value, pair.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Set(object? key, object? value) => (pairs ??= [])[new PythonKey(key)] = value;
}

/// <summary>A list or a deque.</summary>
public sealed class PythonList(string className = "list") : PythonInstance(className), IReadOnlyList<object?>
{
    private List<object?>? elements;

    public int Count => elements?.Count ?? 0;

    public object? this[int index] => (elements ?? [])[index];

    public IEnumerator<object?> GetEnumerator() => (elements ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(object? value) => (elements ??= []).Add(value);
}

/// <summary>A set or frozenset, in the order of the file.</summary>
public sealed class PythonSet(string className = "set") : PythonInstance(className), IReadOnlyCollection<object?>
{
    private readonly PythonDict keys = new();

    public int Count => keys.Count;

    public bool Contains(object? value) => keys.TryGet(value, out _);

    public IEnumerator<object?> GetEnumerator() => keys.Select(pair => pair.Key).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(object? value) => keys.Set(value, null);
}

/// <summary>An instance of any other class.</summary>
public sealed class PythonObject(string className, PythonTuple arguments) : PythonInstance(className)
{
    /// <summary>What the class was called with.</summary>
    public PythonTuple Arguments { get; } = arguments;

    /// <summary>Pairs of a class derived from dict, null where it has none.</summary>
    public PythonDict? Items { get; internal set; }

    /// <summary>Elements of a class derived from list, null where it has none.</summary>
    public PythonList? Elements { get; internal set; }

    /// <summary>State that is no set of attributes.</summary>
    public object? State { get; internal set; }
}

/// <summary>The name of a class, function or constant that the file refers to.</summary>
public sealed record PythonGlobal(string Module, string Name)
{
    public string FullName { get; } = $"{Module}.{Name}";

    public override string ToString() => FullName;
}
