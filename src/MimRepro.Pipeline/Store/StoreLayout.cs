namespace MimRepro.Pipeline;

/// <summary>Where things lie in a store.</summary>
internal sealed class StoreLayout(string root)
{
    /// <summary>End of the names of the files in <see cref="CodeManifests"/>; what stands before it is the hash.</summary>
    public const string CodeSuffix = ".json.br";

    private const int KeyDigits = 8;

    public string Root { get; } = root;
    public string Artifacts => Path.Combine(Root, "artifacts");
    public string Records => Path.Combine(Root, "steps");
    public string History => Path.Combine(Records, "history");
    public string Checked => Path.Combine(Root, "checked");
    public string Journals => Path.Combine(Root, "journal");
    public string Measurements => Path.Combine(Root, "measurements");
    public string Logs => Path.Combine(Root, "logs");
    public string Temporary => Path.Combine(Root, "tmp");
    public string Damaged => Path.Combine(Root, "damaged");
    /// <summary>What unfinished steps left to go on from, a folder a key.</summary>
    public string Unfinished => Path.Combine(Root, "unfinished");
    public string LockFile => Path.Combine(Root, "lock");
    public string Results => Path.Combine(Root, "results.db");

    public string CodeManifests => Path.Combine(Root, "code");
    public string Code(string hash) => Path.Combine(CodeManifests, hash + CodeSuffix);
    public string Artifact(string hash) => Path.Combine(Artifacts, hash);
    public string Measurement(string hash) => Path.Combine(Measurements, hash);
    public string Journal(string run) => Path.Combine(Journals, run + ".jsonl");
    public string Claims(string run) => Path.Combine(Journals, run + ".claims.json");
    public string Resume(string key) => Path.Combine(Unfinished, key);
    public string Record(string key) => Path.Combine(Records, key + ".json");
    public string Log(string step, string key) => Path.Combine(Logs, $"{step}-{key[..KeyDigits]}");
    public string NewTemporary(string step, string key) => Path.Combine(Temporary, $"{step}-{key[..KeyDigits]}-{Guid.NewGuid():N}");
}
