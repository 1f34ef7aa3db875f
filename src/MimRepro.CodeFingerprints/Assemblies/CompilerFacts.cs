using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.CodeFingerprints;

/// <summary>What compiled an assembly and for which framework.</summary>
internal static class CompilerFacts
{
    // Portable symbols keep the compiler's options under this id: name, NUL, value, NUL, …
    private static readonly Guid CompilationOptions = new("b5feec05-8cd0-4a83-96da-466284bb4bd8");
    private static readonly string[] Counting = ["compiler-version", "language-version", "optimization", "checked"];

    /// <summary>Version and options of the compiler; <c>unknown</c> without symbols.</summary>
    public static string Compiler(AssemblyDefinition assembly)
    {
        BinaryCustomDebugInformation? options = assembly.MainModule.HasCustomDebugInformations
            ? assembly.MainModule.CustomDebugInformations.OfType<BinaryCustomDebugInformation>().FirstOrDefault(information => information.Identifier == CompilationOptions)
            : null;
        if (options is null) return "unknown";
        string[] texts = Encoding.UTF8.GetString(options.Data).Split('\0');
        return string.Join(", ", Enumerable.Range(0, texts.Length / 2).Select(i => (Name: texts[2 * i], Value: texts[2 * i + 1]))
            .Where(option => Counting.Contains(option.Name)).Select(option => $"{option.Name} {option.Value}").Order(StringComparer.Ordinal));
    }

    /// <summary>Target framework: <c>.NETCoreApp,Version=v10.0</c>.</summary>
    public static string Framework(AssemblyDefinition assembly) =>
        assembly.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "TargetFrameworkAttribute")?.ConstructorArguments[0].Value as string ?? "unknown";
}
