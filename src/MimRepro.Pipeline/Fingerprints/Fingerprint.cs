using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MimRepro.Pipeline;

/// <summary>Everything a step's result depends on, as named parts in the order hashed.</summary>
public sealed class Fingerprint
{
    /// <summary>Raised when the engine itself changes what an artifact or a key means.</summary>
    public const string EngineFormat = "1";

    public const string FormatPart = "format";
    public const string KindPart = "kind";
    public const string RecipePart = "recipe";
    public const string CodePrefix = "code/";
    /// <summary>Hash of the <see cref="CodeManifest"/>.</summary>
    public const string MethodsPart = CodePrefix + "methods";
    public const string InputPrefix = "input/";
    public const string EnvironmentPrefix = "environment/";

    public Fingerprint(IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        Parts = parts;
        Key = Hash(parts);
    }

    public IReadOnlyList<KeyValuePair<string, string>> Parts { get; }

    /// <summary>SHA-256 of the parts, 64 hexadecimal digits in lower case.</summary>
    public string Key { get; }

    /// <summary>The part <see cref="MethodsPart"/> among <paramref name="parts"/>: hash of the code's manifest.</summary>
    internal static string MethodsIn(IEnumerable<KeyValuePair<string, string>> parts) => parts.First(part => part.Key == MethodsPart).Value;

    /// <summary>The fingerprint of <paramref name="step"/>.</summary>
    /// <param name="step">The step.</param>
    /// <param name="code">Parts that say what its code is.</param>
    /// <param name="inputs">Role → content hash of the artifact read.</param>
    /// <param name="environment">Parts that say on what numbers are computed.</param>
    public static Fingerprint Of(
        Step step,
        IReadOnlyList<KeyValuePair<string, string>> code,
        IReadOnlyDictionary<string, string> inputs,
        IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var parts = new List<KeyValuePair<string, string>>(3 + code.Count + inputs.Count + environment.Count)
        {
            new(FormatPart, EngineFormat),
            new(KindPart, step.Kind.Name),
            new(RecipePart, step.RecipeJson),
        };
        // Loops, not queries: a plan of thousands of steps does this before the runtime has compiled queries over pairs well.
        foreach (KeyValuePair<string, string> part in code) parts.Add(part);
        string[] roles = [.. inputs.Keys];
        if (roles.Length > 1) Array.Sort(roles, StringComparer.Ordinal);
        foreach (string role in roles) parts.Add(new(InputPrefix + role, inputs[role]));
        foreach (KeyValuePair<string, string> part in environment) parts.Add(part);
        return new Fingerprint(parts);
    }

    // Lengths go first: no two lists of parts give the same bytes.
    private static string Hash(IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        int most = 0;
        foreach ((string name, string value) in parts)
            most += 2 * sizeof(int) + Encoding.UTF8.GetMaxByteCount(name.Length) + Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(most);
        int length = 0;
        foreach ((string name, string value) in parts)
        {
            length += Append(buffer.AsSpan(length), name);
            length += Append(buffer.AsSpan(length), value);
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash);
    }

    private static int Append(Span<byte> buffer, string text)
    {
        int bytes = Encoding.UTF8.GetBytes(text, buffer[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer, bytes);
        return sizeof(int) + bytes;
    }
}
