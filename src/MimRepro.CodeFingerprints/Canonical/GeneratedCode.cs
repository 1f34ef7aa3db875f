using System.Text.RegularExpressions;
using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Which members the C# compiler made for a method's body. Their names hold ordinals that an unrelated edit shifts.</summary>
internal static partial class GeneratedCode
{
    private const string StaticData = "<PrivateImplementationDetails>";

    /// <summary>A lambda, a local function, or a method of a closure, iterator or async machine: part of the method that uses it.</summary>
    public static bool IsPart(MethodReference method) =>
        IsPart(method.DeclaringType) || method.Name.Contains(">b__", StringComparison.Ordinal) || method.Name.Contains(">g__", StringComparison.Ordinal);

    /// <summary>A closure, iterator, async machine, delegate cache, or the holder of static data.</summary>
    public static bool IsPart(TypeReference type)
    {
        for (TypeReference? outer = type.GetElementType(); outer is not null; outer = outer.DeclaringType)
            if (outer.Name == StaticData || (outer.DeclaringType is not null && outer.Name.StartsWith('<') && !FileLocal().IsMatch(outer.Name)))
                return true;
        return false;
    }

    /// <summary>A read-only list, inline array or anonymous type that the compiler writes anew into every assembly: its version says what it is.</summary>
    public static bool IsBoilerplate(TypeReference type)
    {
        TypeReference outermost = type.GetElementType();
        while (outermost.DeclaringType is { } outer) outermost = outer;
        return outermost.Name.StartsWith("<>", StringComparison.Ordinal);
    }

    /// <summary>Bytes behind an array or span initialiser; the field's name is only their hash.</summary>
    public static bool IsStaticData(FieldReference field) => field.DeclaringType.Name == StaticData;

    /// <summary>A type's own name without what the compiler numbered or hashed into it.</summary>
    public static string StableName(TypeReference type)
    {
        if (type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal) && type.Resolve() is { } definition)
            return $"<anonymous {string.Join(',', definition.Properties.Select(property => property.Name))}>";
        return FileLocal().Replace(type.Name, "<$1>__");
    }

    // file class Name: <File>F1234ABCD__Name, where the digits hash the file's path.
    [GeneratedRegex("^<([^>]*)>F[0-9A-F]{8,}__")]
    private static partial Regex FileLocal();
}
