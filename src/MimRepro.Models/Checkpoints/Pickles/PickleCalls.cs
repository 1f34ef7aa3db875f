using System.Numerics;
using System.Text;

namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>What a pickle's calls stand for: tensors, containers and numbers are rebuilt, all else is kept as name and arguments.</summary>
internal sealed class PickleCalls(ReadBudget budget, long largestTensor)
{
    private const string ChangesClass = "__class__", Parameters = "_parameters", Modules = "_modules";
    private readonly TensorCalls tensors = new(budget, largestTensor);

    /// <param name="instance">The class's __new__ is meant, not a call; for data that is the same.</param>
    public object? Call(PythonGlobal called, PythonTuple arguments, bool instance)
    {
        budget.Charge(ReadBudget.Call);
        return (called.FullName, arguments) switch
        {
            ("collections.OrderedDict" or "collections.Counter" or "builtins.dict", _) => Dict(called, arguments, 0),
            ("collections.defaultdict", _) => Dict(called, arguments, 1),
            ("builtins.set", _) => Set("set", Elements(arguments)),
            ("builtins.frozenset", _) => Set("frozenset", Elements(arguments)),
            ("builtins.list", _) => List(Elements(arguments)),
            ("collections.deque", _) => Deque(arguments),
            ("builtins.tuple", _) => new PythonTuple(Elements(arguments)),
            ("torch.Size", _) => new PythonTuple(Elements(arguments), "torch.Size"),
            ("builtins.bytearray" or "builtins.bytes", { Count: 0 }) => Array.Empty<byte>(),
            ("builtins.bytearray" or "builtins.bytes", [byte[] bytes]) => bytes,
            ("builtins.bytearray" or "_codecs.encode", [string text, string encoding]) => Encoded(text, encoding),
            ("_codecs.encode", [string text]) => Encoded(text, "utf-8"),
            ("builtins.complex", [var real, var imaginary]) => new Complex(Number(real), Number(imaginary)),
            ("builtins.int" or "builtins.float" or "builtins.bool" or "builtins.str", [long or double or bool or BigInteger or string]) => arguments[0],
            ("copyreg._reconstructor", [PythonGlobal made, PythonGlobal, var state]) => Reconstructed(made, state),
            ("copyreg.__newobj__", [PythonGlobal made, ..]) => Inert(made, new PythonTuple([.. arguments.Skip(1)])),
            ("copyreg.__newobj_ex__", [PythonGlobal made, PythonTuple positional, PythonDict names]) => Inert(made, WithNames(positional, names)),
            ("builtins.object" or "builtins.slice" or "builtins.range", _) => Inert(called, arguments),
            _ when called.Module is "builtins" or "_codecs" or "copyreg" => throw Unfit(called),
            _ => tensors.Rebuild(called, arguments) ?? NumpyCalls.Rebuild(called, arguments, budget) ?? Inert(called, arguments),
        };
    }

    /// <summary>Named arguments behind the others, as one dict.</summary>
    public PythonTuple WithNames(PythonTuple arguments, PythonDict names)
    {
        budget.Charge(ReadBudget.Container + 8L * arguments.Count);
        return names.Count == 0 ? arguments : new PythonTuple([.. arguments, names]);
    }

    /// <summary>BUILD: gives an object its state.</summary>
    public void Build(object? target, object? state)
    {
        if (target is CheckpointTensor or NumpyScalar && state is PythonDict)
            return; // attributes that somebody hung on a tensor
        if (NumpyCalls.Build(target, state, budget))
            return;
        if (target is not PythonInstance instance)
            throw new CheckpointFault("the pickle gives a state to a value that can have none");
        foreach (object? part in state is PythonTuple { Count: 2 } both && both[0] is PythonDict or null && both[1] is PythonDict or null ? both.AsEnumerable() : [state])
            if (part is PythonDict attributes)
                AddAttributes(instance, attributes);
            else if (part is not null)
                (instance as PythonObject ?? throw new CheckpointFault($"the pickle gives a {instance.ClassName} a state that is no dict")).State = part;
    }

    private void AddAttributes(PythonInstance instance, PythonDict attributes)
    {
        if (attributes.TryGet(ChangesClass, out _))
            throw new CheckpointFault($"the pickle changes the class of a {CheckpointFault.Shown(instance.ClassName)}") { Cause = "Only an attack needs that.", Cure = "Do not trust the file." };
        if (attributes.TryGet(Parameters, out _) && attributes.TryGet(Modules, out _))
            throw PickleGlobals.WholeModule(instance.ClassName);
        if (instance.Attributes is null)
            instance.Attributes = attributes;
        else
            Copy(attributes, instance.Attributes);
    }

    /// <param name="pairs">Keys and values in turn.</param>
    public void SetItems(object? target, object?[] pairs)
    {
        if (target is PythonObject made)
            target = made.Items ??= new PythonDict();
        if (target is not PythonDict dict)
            throw new CheckpointFault("the pickle sets an item of a value that has none");
        if (pairs.Length % 2 != 0)
            throw new CheckpointFault("the pickle has a key without a value");
        for (int i = 0; i < pairs.Length; i += 2)
            Set(dict, pairs[i], pairs[i + 1]);
    }

    public void Append(object? target, object?[] elements)
    {
        if (target is PythonObject made)
            target = made.Elements ??= new PythonList();
        if (target is not PythonList list)
            throw new CheckpointFault("the pickle appends to a value that is no list");
        budget.Charge((long)elements.Length * ReadBudget.Slot);
        foreach (object? element in elements)
            list.Add(element);
    }

    public void AddToSet(object? target, object?[] elements)
    {
        if (target is not PythonSet set)
            throw new CheckpointFault("the pickle adds to a value that is no set");
        foreach (object? element in elements)
        {
            CheckKey(element);
            set.Add(element);
        }
    }

    public PythonList List(object?[] elements)
    {
        var list = new PythonList();
        Append(list, elements);
        return list;
    }

    public PythonSet Set(string className, object?[] elements)
    {
        var set = new PythonSet(className);
        AddToSet(set, elements);
        return set;
    }

    private PythonList Deque(PythonTuple arguments)
    {
        var deque = new PythonList("collections.deque");
        Append(deque, Elements(new PythonTuple([.. arguments.Take(1)])));
        return deque;
    }

    private void Set(PythonDict dict, object? key, object? value)
    {
        CheckKey(key);
        dict.Set(key, value);
    }

    private void CheckKey(object? key)
    {
        budget.Charge(ReadBudget.Entry);
        if (!PythonKey.CanBeKey(key))
            throw new CheckpointFault("the pickle uses a container that changes, or a very large value, as a key");
    }

    private void Copy(PythonDict from, PythonDict to)
    {
        if (ReferenceEquals(from, to))
            return;
        foreach ((object? key, object? value) in from)
            Set(to, key, value);
    }

    private PythonDict Dict(PythonGlobal called, PythonTuple arguments, int skipped)
    {
        var dict = new PythonDict(called.Module == "builtins" ? called.Name : called.FullName);
        object? content = arguments.ElementAtOrDefault(skipped);
        if (arguments.Count > skipped + 1 || (skipped == 1 && arguments.ElementAtOrDefault(0) is not (null or PythonGlobal)))
            throw Unfit(called);
        if (content is PythonDict pairs)
            Copy(pairs, dict);
        else if (content is not null)
            foreach (object? pair in Elements(arguments))
            {
                object?[] keyAndValue = pair is PythonTuple or PythonList ? [.. ((IReadOnlyList<object?>)pair).Take(3)] : [];
                SetItems(dict, keyAndValue.Length == 2 ? keyAndValue : throw Unfit(called));
            }
        return dict;
    }

    /// <summary>The elements of the one argument, or none.</summary>
    private object?[] Elements(PythonTuple arguments)
    {
        if (arguments.Count == 0)
            return [];
        if (arguments.Count > 1 || arguments[0] is not (PythonList or PythonTuple or PythonSet))
            throw new CheckpointFault("the pickle makes a container of something that has no elements");
        var source = (IReadOnlyCollection<object?>)arguments[0]!;
        budget.Charge(ReadBudget.Small + 8L * source.Count);
        return [.. source];
    }

    private byte[] Encoded(string text, string encoding)
    {
        budget.Charge(ReadBudget.Small + 3L * text.Length);
        return encoding.ToLowerInvariant().Replace('_', '-') switch
        {
            "latin1" or "latin-1" or "iso-8859-1" when text.All(letter => letter <= 0xff) => Encoding.Latin1.GetBytes(text),
            "ascii" when text.All(char.IsAscii) => Encoding.ASCII.GetBytes(text),
            "utf8" or "utf-8" => Encoding.UTF8.GetBytes(text),
            _ => throw new CheckpointFault($"the pickle encodes a string by {CheckpointFault.Shown(encoding)}, which does not fit it or is unknown"),
        };
    }

    /// <summary>How protocols 0 and 1 make an object: its class, and the built-in class that holds its content.</summary>
    private object Reconstructed(PythonGlobal made, object? content)
    {
        PythonObject instance = Inert(made, PythonTuple.Empty);
        if (content is PythonDict pairs)
            instance.Items = pairs;
        else if (content is PythonList elements)
            instance.Elements = elements;
        else
            instance.State = content;
        return instance;
    }

    private static PythonObject Inert(PythonGlobal made, PythonTuple arguments)
    {
        PickleGlobals.CheckInert(made);
        return new PythonObject(made.Module == "builtins" ? made.Name : made.FullName, arguments);
    }

    private static double Number(object? value) => value switch
    {
        double number => number,
        long number => number,
        _ => throw new CheckpointFault("the pickle makes a complex number of something else than numbers"),
    };

    private static CheckpointFault Unfit(PythonGlobal called) => new($"the pickle calls {CheckpointFault.Shown(called.FullName)} with arguments that do not fit it");
}
