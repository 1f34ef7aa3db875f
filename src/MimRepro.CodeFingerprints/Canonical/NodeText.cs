using System.Security.Cryptography;
using System.Text;

namespace MimRepro.CodeFingerprints;

/// <summary>Canonical text of a node in four streams, so that a difference can be named by its kind.</summary>
/// <remarks>The opcodes in <see cref="Structure"/> say which stream each operand is in; together they are unambiguous.</remarks>
internal sealed class NodeText
{
    public StringBuilder Structure { get; } = new();
    public StringBuilder Literals { get; } = new();
    public StringBuilder References { get; } = new();
    public StringBuilder Data { get; } = new();

    /// <summary>First 16 digits of the SHA-256 of each stream, in the order above.</summary>
    public string[] Hashes() => [Hash(Structure), Hash(Literals), Hash(References), Hash(Data)];

    private static string Hash(StringBuilder text) =>
        text.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
}
