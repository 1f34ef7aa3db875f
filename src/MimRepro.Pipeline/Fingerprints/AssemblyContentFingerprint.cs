using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MimRepro.Pipeline;

/// <summary>A step's code is the content of its kind's assemblies. Sound and coarse: any change in one of them counts.</summary>
/// <remarks>Builds are deterministic and free of paths (Directory.Build.props), so the same sources give the same hash in every folder.</remarks>
/// <param name="folder">Where the assemblies lie: beside the worker.</param>
public sealed class AssemblyContentFingerprint(string folder) : ICodeFingerprint
{
    private readonly ConcurrentDictionary<string, string> hashes = new(StringComparer.Ordinal);

    public IReadOnlyList<KeyValuePair<string, string>> PartsOf(Step step) =>
        [.. step.Kind.Assemblies.Order(StringComparer.Ordinal).Select(name => KeyValuePair.Create(Fingerprint.CodePrefix + name, hashes.GetOrAdd(name, Hash)))];

    private string Hash(string name)
    {
        string path = Path.Combine(folder, name + ".dll");
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (IOException fault)
        {
            throw new PipelineInputException($"""
                Code of a step cannot be read: {fault.Message}
                  file: {path}
                  The worker has not been built, or a step kind names an assembly that the worker does not have.
                  Build the solution, or correct the kind's list of assemblies.
                """, fault);
        }
    }
}
