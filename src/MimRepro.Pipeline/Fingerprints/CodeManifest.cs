using System.Security.Cryptography;
using System.Text;

namespace MimRepro.Pipeline;

/// <summary>A method, or what running code can tell of a type, that a step's result may depend on.</summary>
/// <param name="Id">The same in every checkout, unique in a manifest.</param>
/// <param name="Name">For people.</param>
/// <param name="Structure">Hash of the instructions without their operands.</param>
/// <param name="Literals">Hash of its numbers and texts.</param>
/// <param name="References">Hash of the names of types and members it refers to.</param>
/// <param name="Data">Hash of static data and embedded files behind it.</param>
/// <param name="Location">File and line, relative to the repository; null if not known. Not part of the hash.</param>
public sealed record CodeNode(string Id, string Name, string Structure, string Literals, string References, string Data, string? Location);

/// <summary>All code that a step may run, node by node.</summary>
/// <param name="Format"><see cref="CurrentFormat"/>.</param>
/// <param name="Nodes">In the order of their ids.</param>
/// <param name="Unfollowed">What could not be followed, and what counts instead; one line each.</param>
public sealed record CodeManifest(int Format, IReadOnlyList<CodeNode> Nodes, IReadOnlyList<string> Unfollowed)
{
    public const int CurrentFormat = 1;

    /// <summary>SHA-256 of what the nodes are, 64 hexadecimal digits; where they stand in a file does not count.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (CodeNode node in Nodes)
            hash.AppendData(Encoding.UTF8.GetBytes($"{node.Id}\t{node.Structure}\t{node.Literals}\t{node.References}\t{node.Data}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
