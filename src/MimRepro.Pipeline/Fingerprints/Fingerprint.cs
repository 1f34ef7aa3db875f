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
        parts.AddRange(code);
        parts.AddRange(inputs.OrderBy(input => input.Key, StringComparer.Ordinal)
            .Select(input => KeyValuePair.Create(InputPrefix + input.Key, input.Value)));
        parts.AddRange(environment);
        return new Fingerprint(parts);
    }

    // Lengths go first: no two lists of parts give the same bytes.
    private static string Hash(IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string value) in parts)
        {
            Append(hash, name);
            Append(hash, value);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
