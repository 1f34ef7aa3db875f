using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Something in a method that no reading of IL can follow.</summary>
/// <param name="Method">The method that does it.</param>
/// <param name="What">What it calls, for people.</param>
/// <param name="Instead">What counts for the key instead.</param>
internal sealed record Unfollowed(string Method, string What, string Instead);

/// <summary>What the code of one node refers to. Only the repository's own definitions; packages by assembly name.</summary>
internal sealed class Uses
{
    /// <summary>Called as they stand, or made into delegates.</summary>
    public HashSet<MethodDefinition> Called { get; } = [];
    /// <summary>Called through a virtual or interface slot.</summary>
    public HashSet<MethodDefinition> Dispatched { get; } = [];
    /// <summary>Types of which objects are made.</summary>
    public HashSet<TypeDefinition> Created { get; } = [];
    /// <summary>Types whose static fields are read or written.</summary>
    public HashSet<TypeDefinition> Statics { get; } = [];
    /// <summary>Types that occur anywhere, also in signatures.</summary>
    public HashSet<TypeDefinition> Mentioned { get; } = [];
    /// <summary>Types whose metadata may be read while it runs: boxed, compared by token, or given to generic code.</summary>
    public HashSet<TypeDefinition> Inspected { get; } = [];
    /// <summary>Assemblies that are not the repository's own.</summary>
    public HashSet<string> Assemblies { get; } = new(StringComparer.Ordinal);
    /// <summary>Native libraries called directly.</summary>
    public HashSet<string> NativeLibraries { get; } = new(StringComparer.Ordinal);
    /// <summary>Assemblies whose embedded resources are read, with the names that are known; an empty name stands for all.</summary>
    public HashSet<(string Assembly, string Name)> Resources { get; } = [];
    public List<Unfollowed> Unfollowed { get; } = [];
    /// <summary>Assemblies that count as a whole because of <see cref="Unfollowed"/>.</summary>
    public HashSet<string> Whole { get; } = new(StringComparer.Ordinal);
    /// <summary>Types whose fields a library walks by reflection.</summary>
    public HashSet<TypeDefinition> FieldsWalked { get; } = [];
}
