namespace MimRepro.Models.Checkpoints;

/// <summary>Visits a tree that may be very deep, may share parts and may contain itself: no recursion, each part once.</summary>
internal static class TreeWalk
{
    private const int DeepestName = 64;

    private sealed record Place(object? Value, object? Key, Place? Parent);

    public static IEnumerable<CheckpointTensor> Tensors(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Place>([new Place(root, null, null)]);
        while (open.TryPop(out Place? place))
        {
            if (place.Value is null || !seen.Add(place.Value))
                continue;
            if (place.Value is CheckpointTensor tensor)
                yield return tensor with { Name = NameOf(place) };
            foreach ((object? key, object? child) in Children(place.Value).Where(pair => IsPart(pair.Value)).Reverse())
                open.Push(new Place(child, key, place));
        }
    }

    private static bool IsPart(object? value) => value is PythonInstance or PythonTuple or CheckpointTensor or NumpyArray;

    private static IEnumerable<KeyValuePair<object?, object?>> Children(object value)
    {
        IEnumerable<KeyValuePair<object?, object?>> own = value switch
        {
            PythonDict dict => dict,
            PythonList list => list.Select((element, i) => Pair(i, element)),
            PythonTuple tuple => tuple.Select((element, i) => Pair(i, element)),
            PythonSet set => set.Select((element, i) => Pair(i, element)),
            PythonObject made => [Pair("items", made.Items), Pair("elements", made.Elements), Pair("arguments", made.Arguments), Pair("state", made.State)],
            NumpyArray array => [Pair("objects", array.Objects)],
            _ => [],
        };
        return value is PythonInstance { Attributes: { } attributes } ? own.Append(Pair("attributes", attributes)) : own;
    }

    private static KeyValuePair<object?, object?> Pair(object key, object? value) => new(key, value);

    private static string NameOf(Place place)
    {
        var keys = new Stack<string>();
        for (Place? at = place; at?.Parent is not null && keys.Count < DeepestName; at = at.Parent)
            keys.Push(at.Key?.ToString() ?? "None");
        return string.Concat(keys.Select(key => "/" + key));
    }
}
