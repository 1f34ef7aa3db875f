using System.Globalization;
using MimRepro.Models.Checkpoints.Archives;
using MimRepro.Models.Checkpoints.Pickles;

namespace MimRepro.Models.Checkpoints.Formats;

/// <summary>What torch.save writes since 1.6: a zip file with one pickle, and one record of raw bytes for each storage.</summary>
/// <remarks>pytorch/pytorch torch/serialization.py, caffe2/serialize/inline_container.h: data.pkl, data/KEY, version, byteorder in one folder.</remarks>
internal sealed class TorchZip
{
    private const string Pickle = "/data.pkl", TypeStorage = "storage";
    private const int NewestVersion = 10;
    private const long UnpackedAllowance = 16L << 20;

    private readonly string path, folder;
    private readonly IReadOnlyDictionary<string, ZipRecord> records;
    private readonly ReadBudget budget;
    private readonly bool bigEndian;
    private readonly Dictionary<string, CheckpointStorage> storages = new(StringComparer.Ordinal);

    private TorchZip(ByteSource file, string path)
    {
        this.path = path;
        records = ZipDirectory.Read(file);
        budget = ReadBudget.ForFile(file.Length);
        CheckUnpacked(file.Length);
        folder = Folder();
        CheckVersion();
        bigEndian = Text("byteorder") switch
        {
            null or "little" => false,
            "big" => true,
            var order => throw new CheckpointFault($"the byte order is {CheckpointFault.Shown(order)}") { Expected = "little, big" },
        };
    }

    public static object? Read(ByteSource file, string path)
    {
        var zip = new TorchZip(file, path);
        ZipRecord pickle = zip.records[zip.folder + Pickle];
        return PickleReader.Read(new PickleInput(pickle, 0), pickle.Name, zip.budget, zip.Storage, TensorGeometry.LargestIn(file.Length));
    }

    private void CheckUnpacked(long fileBytes)
    {
        Int128 unpacked = 0;
        foreach (ZipRecord record in records.Values.Where(record => record.Deflated))
            unpacked += record.Length;
        if (unpacked > UnpackedAllowance + 3 * (Int128)fileBytes)
            throw new CheckpointFault($"its compressed entries would unpack to {unpacked} bytes, much more than the file has")
            {
                Cause = "A small file that unpacks to a large one is made to exhaust memory; torch.save never compresses.",
                Cure = "If you trust it, unpack it and zip it again without compression.",
            };
    }

    private string Folder()
    {
        string[] folders = [.. records.Keys.Where(name => name.EndsWith(Pickle, StringComparison.Ordinal)).Select(name => name[..^Pickle.Length]).Where(root => !root.Contains('/'))];
        if (folders.Length > 1)
            throw new CheckpointFault($"there are {folders.Length} folders with a data.pkl") { Got = string.Join(", ", folders.Take(5).Select(CheckpointFault.Shown)), Cause = "Which of them a reader takes depends on the reader." };
        if (folders.Length == 0)
            throw new CheckpointFault("the zip file has no data.pkl") { Cause = "It is a zip file of something else, such as numpy arrays.", Cure = "Give the file that torch.save wrote." };
        if (records.ContainsKey(folders[0] + "/constants.pkl") || records.Keys.Any(name => name.StartsWith(folders[0] + "/code/", StringComparison.Ordinal)))
            throw new CheckpointFault("the file is a TorchScript program, not a checkpoint") { Cause = "torch.jit.save writes code together with weights.", Cure = "Load it in Python and save its state_dict() with torch.save." };
        return folders[0];
    }

    private void CheckVersion()
    {
        string? version = Text("version") ?? Text(".data/version");
        if (version is not null && !(int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= NewestVersion))
            throw new CheckpointFault($"the format has version {CheckpointFault.Shown(version)}") { Expected = $"a number up to {NewestVersion}" };
    }

    private string? Text(string name)
    {
        const int Longest = 64;
        if (!records.TryGetValue($"{folder}/{name}", out ZipRecord? record))
            return null;
        if (record.Length > Longest)
            throw new CheckpointFault($"zip entry {CheckpointFault.Shown(record.Name)} has {record.Length} bytes, expected at most {Longest}");
        var bytes = new byte[record.Length];
        record.Read(0, bytes);
        return PickleInput.Text(bytes).Trim();
    }

    private CheckpointStorage Storage(PythonTuple id)
    {
        if (id is not [TypeStorage, var storageType, string key, string, long elements])
            throw new CheckpointFault("a persistent id of the pickle does not describe a storage") { Expected = "('storage', type, key, location, number of elements)" };
        TensorType type = TorchTypes.OfStorage(storageType);
        if (storages.TryGetValue(key, out CheckpointStorage? known))
            return known.Type == type && known.Elements == elements ? known : throw new CheckpointFault($"storage {CheckpointFault.Shown(key)} is described in two ways");
        if (!records.TryGetValue($"{folder}/data/{key}", out ZipRecord? record))
            throw new CheckpointFault($"there is no record of storage {CheckpointFault.Shown(key)}");
        if (elements < 0 || elements > record.Length / type.Bytes)
            throw new CheckpointFault($"storage {CheckpointFault.Shown(key)} claims {elements} {type.Name} elements, its record has {record.Length} bytes");
        budget.Charge(ReadBudget.Entry + ReadBudget.Container);
        return storages[key] = new CheckpointStorage(key, type, elements) { Source = record, BigEndian = bigEndian, File = path };
    }
}
