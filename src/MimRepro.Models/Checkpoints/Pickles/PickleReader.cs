using System.Numerics;

namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>An interpreter of pickles that builds inert data. It has no way to import, call or write anything.</summary>
/// <remarks>
/// Opcodes of protocols 0 to 5 (CPython Lib/pickletools.py). One loop, no recursion: how deep values nest costs no native stack.
/// Left out on purpose: extension codes (a registry of the writing process) and out-of-band buffers (not part of a file).
/// </remarks>
internal sealed class PickleReader
{
    private const int HighestProtocol = 5, LongestInteger = 1 << 16;
    private static readonly object[] SmallIntegers = [.. Enumerable.Range(-128, 1152).Select(number => (object)(long)number)];
    private static readonly object True = true, False = false;

    private readonly PickleInput input;
    private readonly ReadBudget budget;
    private readonly PickleStack stack;
    private readonly PickleCalls calls;
    private readonly Func<PythonTuple, CheckpointStorage> persistent;
    private readonly Dictionary<(string, string), PythonGlobal> globals = [];

    private PickleReader(PickleInput input, ReadBudget budget, Func<PythonTuple, CheckpointStorage> persistent, long largestTensor)
    {
        this.input = input;
        this.budget = budget;
        this.persistent = persistent;
        stack = new PickleStack(budget);
        calls = new PickleCalls(budget, largestTensor);
    }

    /// <summary>Reads up to STOP; the input then stands behind it.</summary>
    /// <param name="persistent">Turns a persistent id, a tuple, into the storage it names.</param>
    /// <param name="largestTensor">Bytes that a tensor may take when made contiguous.</param>
    /// <exception cref="CheckpointFault">With the byte of the operation that is wrong.</exception>
    public static object? Read(PickleInput input, string part, ReadBudget budget, Func<PythonTuple, CheckpointStorage> persistent, long largestTensor)
    {
        var reader = new PickleReader(input, budget, persistent, largestTensor);
        long at = input.Position;
        try
        {
            while (true)
            {
                at = input.Position;
                byte opcode = input.ReadByte();
                if (opcode == '.')
                    return reader.stack.Pop();
                reader.Step(opcode);
            }
        }
        catch (CheckpointFault fault)
        {
            throw fault.At($"{part}, byte {at}");
        }
    }

    /// <summary>A pickle without tensors.</summary>
    public static object? ReadPlain(PickleInput input, string part, ReadBudget budget) =>
        Read(input, part, budget, _ => throw new CheckpointFault("a tensor stands where the format has none"), largestTensor: 0);

    private void Step(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: CheckProtocol(input.ReadByte()); break;
            case 0x95: input.ReadFrame(); break;

            case (byte)'N': stack.Push(null); break;
            case 0x88: stack.Push(True); break;
            case 0x89: stack.Push(False); break;
            case (byte)'K': PushInteger(input.ReadByte()); break;
            case (byte)'M': PushInteger(input.ReadUInt16()); break;
            case (byte)'J': PushInteger(input.ReadInt32()); break;
            case 0x8a: PushLong(input.ReadByte()); break;
            case 0x8b: PushLong(input.ReadInt32()); break;
            case (byte)'G': Push(input.ReadDouble()); break;
            case (byte)'I': PushTextInteger(PickleText.Integer(Line())); break;
            case (byte)'L': PushTextInteger(PickleText.Long(Line())); break;
            case (byte)'F': Push(PickleText.Float(Line())); break;

            case 0x8c: PushText(input.ReadByte()); break;
            case (byte)'X': PushText(input.ReadUInt32()); break;
            case 0x8d: PushText(input.ReadUInt64()); break;
            case (byte)'V': stack.Push(PickleText.Unicode(Line())); break;
            case (byte)'S': stack.Push(PickleText.Quoted(Line())); break;
            case (byte)'U': PushOldString(input.ReadByte()); break;
            case (byte)'T': PushOldString(input.ReadUInt32()); break;
            case (byte)'C': PushBytes(input.ReadByte()); break;
            case (byte)'B': PushBytes(input.ReadUInt32()); break;
            case 0x8e or 0x96: PushBytes(input.ReadUInt64()); break;

            case (byte)')': stack.Push(PythonTuple.Empty); break;
            case 0x85: stack.Push(Tuple(stack.PopLast(1))); break;
            case 0x86: stack.Push(Tuple(stack.PopLast(2))); break;
            case 0x87: stack.Push(Tuple(stack.PopLast(3))); break;
            case (byte)'t': stack.Push(Tuple(stack.PopToMark())); break;
            case (byte)']': PushContainer(new PythonList()); break;
            case (byte)'l': PushContainer(calls.List(stack.PopToMark())); break;
            case (byte)'}': PushContainer(new PythonDict()); break;
            case (byte)'d': PushDict(stack.PopToMark()); break;
            case 0x8f: PushContainer(new PythonSet()); break;
            case 0x91: PushContainer(calls.Set("frozenset", stack.PopToMark())); break;
            case (byte)'a': Append([stack.Pop()]); break;
            case (byte)'e': Append(stack.PopToMark()); break;
            case (byte)'s': object?[] pair = stack.PopLast(2); calls.SetItems(stack.Top, pair); break;
            case (byte)'u': object?[] pairs = stack.PopToMark(); calls.SetItems(stack.Top, pairs); break;
            case 0x90: object?[] added = stack.PopToMark(); calls.AddToSet(stack.Top, added); break;

            case (byte)'(': stack.Mark(); break;
            case (byte)'0': stack.Drop(); break;
            case (byte)'1': stack.PopToMark(); break;
            case (byte)'2': stack.Push(stack.Top); break;
            case (byte)'q': stack.Remember(input.ReadByte()); break;
            case (byte)'r': stack.Remember(input.ReadUInt32()); break;
            case (byte)'p': stack.Remember(MemoIndex()); break;
            case 0x94: stack.Remember(stack.MemoCount); break;
            case (byte)'h': stack.Recall(input.ReadByte()); break;
            case (byte)'j': stack.Recall(input.ReadUInt32()); break;
            case (byte)'g': stack.Recall(MemoIndex()); break;

            case (byte)'c': stack.Push(Global(PickleInput.Text(Line()), PickleInput.Text(Line()))); break;
            case 0x93: PushStackGlobal(); break;
            case (byte)'R': Call(stack.Pop<PythonTuple>("tuple of arguments"), instance: false); break;
            case 0x81: Call(stack.Pop<PythonTuple>("tuple of arguments"), instance: true); break;
            case 0x92: CallWithNames(); break;
            case (byte)'i': CallMarked(Global(PickleInput.Text(Line()), PickleInput.Text(Line())), stack.PopToMark()); break;
            case (byte)'o': CallObject(stack.PopToMark()); break;
            case (byte)'b': object? state = stack.Pop(); calls.Build(stack.Top, state); break;
            case (byte)'Q': stack.Push(persistent(stack.Pop() as PythonTuple ?? throw PersistentId())); break;
            case (byte)'P': throw PersistentId();

            default: throw new CheckpointFault($"the pickle has the operation 0x{opcode:x2}, which is unknown or has no place in a file");
        }
    }

    private static void CheckProtocol(byte protocol)
    {
        if (protocol > HighestProtocol)
            throw new CheckpointFault($"the pickle has protocol {protocol}, known are 0 to {HighestProtocol}");
    }

    private byte[] Line()
    {
        byte[] line = input.ReadLine();
        budget.Charge(ReadBudget.Line + 16L * line.Length);
        return line;
    }

    private void Push(object value)
    {
        budget.Charge(ReadBudget.Small);
        stack.Push(value);
    }

    private void PushInteger(long value)
    {
        if (value is >= -128 and < 1024)
            stack.Push(SmallIntegers[value + 128]);
        else
            Push(value);
    }

    private void PushLong(int length)
    {
        if (length is < 0 or > LongestInteger)
            throw new CheckpointFault($"an integer of the pickle claims {length} bytes, expected 0 to {LongestInteger}");
        budget.Charge(2L * length);
        PushTextInteger(new BigInteger(input.ReadBytes((ulong)length)));
    }

    private void PushTextInteger(object value)
    {
        if (value is BigInteger number && number >= long.MinValue && number <= long.MaxValue)
            PushInteger((long)number);
        else
            Push(value);
    }

    private void PushText(ulong bytes)
    {
        string text = input.ReadText(ChargedLength(bytes, 3));
        stack.Push(text);
    }

    /// <summary>A string of Python 2: text where it is UTF-8, else bytes.</summary>
    private void PushOldString(ulong length)
    {
        byte[] bytes = input.ReadBytes(ChargedLength(length, 3));
        stack.Push(System.Text.Unicode.Utf8.IsValid(bytes) ? PickleInput.Text(bytes) : bytes);
    }

    private void PushBytes(ulong length) => stack.Push(input.ReadBytes(ChargedLength(length, 1)));

    /// <summary>Charges what a length costs; one that is a lie is found out when its bytes are read, before any memory is taken.</summary>
    private ulong ChargedLength(ulong length, int factor)
    {
        budget.Charge(ReadBudget.Container + factor * (long)Math.Min(length, (ulong)input.Left));
        return length;
    }

    private static PythonTuple Tuple(object?[] elements) => new(elements);

    private void PushContainer(PythonInstance container)
    {
        budget.Charge(ReadBudget.Container);
        stack.Push(container);
    }

    private void PushDict(object?[] pairs)
    {
        PushContainer(new PythonDict());
        calls.SetItems(stack.Top, pairs);
    }

    private void Append(object?[] elements) => calls.Append(stack.Top, elements);

    private long MemoIndex() => PickleText.Integer(Line()) is BigInteger index && index >= 0 && index <= uint.MaxValue
        ? (long)index
        : throw new CheckpointFault("the pickle refers to a stored value by something that is no number");

    private PythonGlobal Global(string module, string name)
    {
        if (globals.TryGetValue((module, name), out PythonGlobal? known))
            return known;
        budget.Charge(ReadBudget.Entry + ReadBudget.Call + 16L * (module.Length + name.Length));
        return globals[(module, name)] = PickleGlobals.Resolve(module, name);
    }

    private void PushStackGlobal()
    {
        string name = stack.Pop<string>("name"), module = stack.Pop<string>("module");
        stack.Push(Global(module, name));
    }

    private void Call(PythonTuple arguments, bool instance)
    {
        PythonGlobal called = stack.Pop<PythonGlobal>("class or function");
        stack.Push(calls.Call(called, arguments, instance));
    }

    private void CallWithNames()
    {
        PythonDict names = stack.Pop<PythonDict>("dict of arguments");
        PythonTuple arguments = stack.Pop<PythonTuple>("tuple of arguments");
        stack.Push(calls.Call(stack.Pop<PythonGlobal>("class"), calls.WithNames(arguments, names), instance: true));
    }

    private void CallMarked(PythonGlobal called, object?[] arguments) => stack.Push(calls.Call(called, Tuple(arguments), instance: false));

    private void CallObject(object?[] group)
    {
        if (group is not [PythonGlobal called, .. var arguments])
            throw new CheckpointFault("the pickle makes an object of no class");
        CallMarked(called, arguments);
    }

    private static CheckpointFault PersistentId() => new("a persistent id of the pickle is no tuple that describes a storage");
}
