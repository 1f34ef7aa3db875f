using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MimRepro.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Checkpoints;

/// <summary>Compares a tree with the description beside a parity file: classes, order of keys, numbers, and tensors bit by bit.</summary>
internal sealed class ExpectedStructure(IReadOnlyDictionary<string, Tensor> tensors)
{
    private readonly Dictionary<string, string> groups = [];

    public void Compare(JsonElement expected, object? got, string at)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null: Assert.True(got is null, at); break;
            case JsonValueKind.True or JsonValueKind.False: Assert.Equal(expected.GetBoolean(), Assert.IsType<bool>(got)); break;
            case JsonValueKind.String: Assert.Equal(expected.GetString(), Assert.IsType<string>(got)); break;
            case JsonValueKind.Number: CompareNumber(expected, got, at); break;
            case JsonValueKind.Object: CompareObject(expected, got, at); break;
            default: Assert.Fail($"{at}: the description has a {expected.ValueKind}"); break;
        }
    }

    private static void CompareNumber(JsonElement expected, object? got, string at)
    {
        if (got is long number)
            Assert.Equal(expected.GetInt64(), number);
        else
            Assert.True(got is double real && real.Equals(expected.GetDouble()), $"{at}: {got}, expected {expected}");
    }

    private void CompareObject(JsonElement expected, object? got, string at)
    {
        if (expected.TryGetProperty("$tensor", out JsonElement name))
            CompareTensor(expected, name.GetString()!, Assert.IsType<CheckpointTensor>(got), at);
        else if (expected.TryGetProperty("$items", out JsonElement items))
            CompareItems(expected, items, got, at);
        else if (expected.TryGetProperty("$attributes", out JsonElement attributes))
            CompareAttributes(expected, attributes, Assert.IsType<PythonObject>(got), at);
        else if (expected.TryGetProperty("$list", out JsonElement list))
            CompareSequence(list, Assert.IsType<PythonList>(got), at);
        else if (expected.TryGetProperty("$tuple", out JsonElement tuple))
            CompareSequence(tuple, Assert.IsType<PythonTuple>(got), at);
        else if (expected.TryGetProperty("$values", out JsonElement values))
            CompareValues(expected, values, Assert.IsType<PythonTuple>(got), at);
        else if (expected.TryGetProperty("$set", out JsonElement set))
            CompareSet(set, Assert.IsType<PythonSet>(got), at);
        else if (expected.TryGetProperty("$numpy_scalar", out JsonElement type))
            CompareScalar(type.GetString()!, expected.GetProperty("$value"), Assert.IsType<NumpyScalar>(got), at);
        else if (expected.TryGetProperty("$bytes_hex", out JsonElement hex))
            Assert.Equal(hex.GetString(), Convert.ToHexStringLower(Assert.IsType<byte[]>(got)));
        else if (expected.TryGetProperty("$int", out JsonElement whole))
            Assert.Equal(BigInteger.Parse(whole.GetString()!, CultureInfo.InvariantCulture), got is long small ? small : Assert.IsType<BigInteger>(got));
        else if (expected.TryGetProperty("$float", out JsonElement real))
            Assert.Equal(Real(real.GetString()!), Assert.IsType<double>(got));
        else
            CompareNamed(expected, got, at);
    }

    private void CompareItems(JsonElement expected, JsonElement items, object? got, string at)
    {
        string className = expected.TryGetProperty("$class", out JsonElement named) ? named.GetString()! : "dict";
        Assert.Equal(className, Assert.IsAssignableFrom<PythonInstance>(got).ClassName);
        KeyValuePair<object?, object?>[] pairs = [.. got as PythonDict ?? ((PythonObject)got!).Items ?? []];
        Assert.Equal(items.GetArrayLength(), pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            Compare(items[i][0], pairs[i].Key, $"{at} key {i}");
            Compare(items[i][1], pairs[i].Value, $"{at}/{pairs[i].Key}");
        }
    }

    private void CompareAttributes(JsonElement expected, JsonElement attributes, PythonObject got, string at)
    {
        Assert.Equal(expected.GetProperty("$class").GetString(), got.ClassName);
        Assert.Equal(attributes.EnumerateObject().Count(), got.Attributes?.Count ?? 0);
        foreach (JsonProperty attribute in attributes.EnumerateObject())
        {
            Assert.True(got.Attributes!.TryGet(attribute.Name, out object? value), $"{at}.{attribute.Name}");
            Compare(attribute.Value, value, $"{at}.{attribute.Name}");
        }
    }

    private void CompareSequence(JsonElement expected, IReadOnlyList<object?> got, string at)
    {
        Assert.Equal(expected.GetArrayLength(), got.Count);
        for (int i = 0; i < got.Count; i++)
            Compare(expected[i], got[i], $"{at}/{i}");
    }

    private void CompareValues(JsonElement expected, JsonElement values, PythonTuple got, string at)
    {
        Assert.Equal(expected.GetProperty("$class").GetString(), got.ClassName);
        CompareSequence(values, got, at);
    }

    private static void CompareSet(JsonElement expected, PythonSet got, string at)
    {
        Assert.Equal(expected.GetArrayLength(), got.Count);
        foreach (JsonElement element in expected.EnumerateArray())
            Assert.True(got.Contains(element.ValueKind == JsonValueKind.String ? element.GetString() : element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble()), $"{at}: {element}");
    }

    private void CompareScalar(string type, JsonElement value, NumpyScalar got, string at)
    {
        Assert.Equal(type, got.Type.Name);
        if (got.Value is double number && value.ValueKind == JsonValueKind.Number)
            Assert.Equal(value.GetDouble(), number);
        else
            Compare(value, got.Value, at);
    }

    private void CompareNamed(JsonElement expected, object? got, string at)
    {
        string value = expected.GetProperty("$value").GetString()!;
        if (expected.GetProperty("$class").GetString() == "torch.dtype")
            Assert.Equal(value, Assert.IsType<PythonGlobal>(got).ToString());
        else
        {
            PythonObject made = Assert.IsType<PythonObject>(got);
            Assert.Equal(expected.GetProperty("$class").GetString(), made.ClassName);
            Assert.True(string.Join(":", made.Arguments) == value, at);
        }
    }

    private void CompareTensor(JsonElement expected, string name, CheckpointTensor got, string at)
    {
        Assert.Equal(expected.GetProperty("dtype").GetString(), got.Type.Name);
        Assert.Equal(Numbers(expected.GetProperty("shape")), got.Shape);
        Assert.Equal(Numbers(expected.GetProperty("stride")), got.Strides);
        Assert.Equal(expected.GetProperty("storage_offset").GetInt64(), got.StorageOffset);
        if (expected.GetProperty("storage_group").GetString() is { } group)
        {
            Assert.Equal(groups.GetValueOrDefault(group, got.Storage.Key), got.Storage.Key);
            groups[group] = got.Storage.Key;
            Assert.Equal(groups.Count, groups.Values.Distinct().Count());
        }
        AssertSameBits(tensors[name], got, at);
    }

    public static void AssertSameBits(Tensor expected, CheckpointTensor got, string at)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loaded = got.Load();
        Assert.Equal(expected.shape, loaded.shape);
        Assert.Equal(expected.dtype, loaded.dtype);
        Assert.True(expected.numel() == 0 || expected.bytes.SequenceEqual(loaded.contiguous().bytes), $"{at}: other bits");
    }

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt64())];

    private static double Real(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
