using System.Buffers.Binary;
using System.Numerics;
using MimRepro.Models.Checkpoints.Archives;
using MimRepro.Models.Checkpoints.Pickles;

namespace MimRepro.Models.Checkpoints.Formats;

/// <summary>What torch.save wrote before 1.6: five pickles in a row, then the bytes of every storage.</summary>
/// <remarks>pytorch/pytorch torch/serialization.py _legacy_save: magic number, protocol, system, values, keys of storages; then a count and raw elements each.</remarks>
internal sealed class TorchLegacy
{
    private const long Protocol = 1001;
    private const string Values = "values";
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    private readonly ByteSource file;
    private readonly string path;
    private readonly ReadBudget budget;
    private readonly PickleInput input;
    private readonly Dictionary<string, CheckpointStorage> storages = new(StringComparer.Ordinal);
    private readonly List<CheckpointStorage> windows = [];

    private TorchLegacy(ByteSource file, string path)
    {
        this.file = file;
        this.path = path;
        budget = ReadBudget.ForFile(file.Length);
        input = new PickleInput(file, 0);
    }

    public static object? Read(ByteSource file, string path)
    {
        var legacy = new TorchLegacy(file, path);
        legacy.CheckHead();
        object? root = PickleReader.Read(legacy.input, Values, legacy.budget, legacy.Storage, TensorGeometry.LargestIn(file.Length));
        legacy.LocateStorages();
        return root;
    }

    private void CheckHead()
    {
        if (PickleReader.ReadPlain(input, "magic number", budget) is not BigInteger magic || magic != Magic)
            throw new CheckpointFault("the file is a pickle, but not one that torch.save wrote") { Cause = "It has another magic number in front.", Cure = "Write it again with torch.save." };
        if (PickleReader.ReadPlain(input, "protocol version", budget) is not Protocol)
            throw new CheckpointFault($"the file has another protocol version than {Protocol}");
        if (PickleReader.ReadPlain(input, "system information", budget) is not PythonDict system)
            throw new CheckpointFault("the file says nothing about the system it was written on");
        if (system["little_endian"] is not true)
            throw new CheckpointFault("the file says that it was written on a big-endian machine")
            {
                Cause = "Versions of torch differ in whether they swap bytes there, so its numbers cannot be told for sure.",
                Cure = "Load it in Python and save it again.",
            };
    }

    private CheckpointStorage Storage(PythonTuple id)
    {
        if (id is ["module", PythonGlobal module, ..])
            throw PickleGlobals.WholeModule(module.ToString());
        if (id is not ["storage", var storageType, string key, string, long elements, ..] || id.Count > 6 || elements < 0)
            throw new CheckpointFault("a persistent id of the pickle does not describe a storage") { Expected = "('storage', type, key, location, number of elements, window)" };
        TensorType type = TorchTypes.OfStorage(storageType);
        if (elements > file.Length / type.Bytes)
            throw new CheckpointFault($"storage {CheckpointFault.Shown(key)} claims {elements} {type.Name} elements, the file has {file.Length} bytes");
        budget.Charge(ReadBudget.Entry + ReadBudget.Container);
        if (!storages.TryGetValue(key, out CheckpointStorage? storage))
            storage = storages[key] = new CheckpointStorage(key, type, elements) { File = path };
        else if (storage.Type != type || storage.Elements != elements)
            throw new CheckpointFault($"storage {CheckpointFault.Shown(key)} is described in two ways");
        return id.ElementAtOrDefault(5) is { } window ? Window(storage, window) : storage;
    }

    private CheckpointStorage Window(CheckpointStorage whole, object window)
    {
        if (window is not PythonTuple { Count: 3 } parts || parts[1] is not long first || parts[2] is not long count || first < 0 || count < 0 || first > whole.Elements - count)
            throw new CheckpointFault($"a window of storage {CheckpointFault.Shown(whole.Key)} does not lie in its {whole.Elements} elements");
        var part = new CheckpointStorage(whole.Key, whole.Type, count) { FirstElement = first, File = path };
        windows.Add(part);
        return part;
    }

    private void LocateStorages()
    {
        if (PickleReader.ReadPlain(input, "keys of storages", budget) is not PythonList keys)
            throw new CheckpointFault("the file has no list of its storages");
        long at = input.Position;
        foreach (object? key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out CheckpointStorage? storage))
                throw new CheckpointFault($"the file lists a storage {CheckpointFault.Shown(key as string ?? "without name")} that no tensor uses");
            if (storage.Source is not null)
                throw new CheckpointFault($"the file lists storage {CheckpointFault.Shown(name)} twice");
            at = Locate(storage, at);
        }
        if (storages.Values.FirstOrDefault(storage => storage.Source is null) is { } lost)
            throw new CheckpointFault($"the file has no bytes of storage {CheckpointFault.Shown(lost.Key)}");
        foreach (CheckpointStorage window in windows)
            window.Source = storages[window.Key].Source;
    }

    /// <returns>Where the next storage begins.</returns>
    private long Locate(CheckpointStorage storage, long at)
    {
        Span<byte> count = stackalloc byte[8];
        if (file.Length - at < count.Length)
            throw new CheckpointFault($"the file ends before storage {CheckpointFault.Shown(storage.Key)}");
        file.Read(at, count);
        long elements = BinaryPrimitives.ReadInt64LittleEndian(count), begin = at + count.Length;
        if (elements != storage.Elements || file.Length - begin < storage.Bytes)
            throw new CheckpointFault($"storage {CheckpointFault.Shown(storage.Key)} is not what the pickle says")
            {
                Expected = $"{storage.Elements} elements of {storage.Type.Bytes} bytes",
                Got = $"a count of {elements}, and {file.Length - begin} bytes to the end of the file",
            };
        budget.Charge(ReadBudget.Container);
        storage.Source = new SlicedBytes(file, begin, storage.Bytes);
        return begin + storage.Bytes;
    }
}
