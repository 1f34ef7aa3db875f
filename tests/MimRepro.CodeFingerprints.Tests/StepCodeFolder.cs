using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using MimRepro.Pipeline;

namespace MimRepro.CodeFingerprints.Tests;

/// <summary>A copy of the step code that can be edited, compiled and run: three assemblies of its own and one of a package.</summary>
internal sealed class StepCodeFolder : IDisposable
{
    private static readonly MetadataReference[] Framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path))];

    public StepCodeFolder()
    {
        Folder = Directory.CreateTempSubdirectory("mimrepro-code-").FullName;
        string original = Path.Combine(AppContext.BaseDirectory, "StepCode");
        foreach (string file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Sources, Path.GetRelativePath(original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, File.ReadAllText(file));
        }
        Build();
    }

    public string Folder { get; }
    public string Sources => Path.Combine(Folder, "sources");
    public string Worker => Path.Combine(Folder, "bin", "Worker.dll");

    /// <summary>Compiles everything, as a release unless told otherwise.</summary>
    public void Build(bool debug = false, string packageVersion = "1.0.0")
    {
        string bin = Path.GetDirectoryName(Worker)!;
        Directory.CreateDirectory(bin);
        MetadataReference package = Compile("Numbers", [], OutputKind.DynamicallyLinkedLibrary, debug);
        MetadataReference library = Compile("Library", [], OutputKind.DynamicallyLinkedLibrary, debug);
        MetadataReference marks = Compile("Marks", [], OutputKind.DynamicallyLinkedLibrary, debug);
        Compile("Worker", [package, library, marks], OutputKind.ConsoleApplication, debug);
        File.WriteAllText(Path.ChangeExtension(Worker, ".runtimeconfig.json"), """
            { "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }
            """);
        File.WriteAllText(Path.ChangeExtension(Worker, ".deps.json"), $$"""
            { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" },
              "targets": { ".NETCoreApp,Version=v10.0": {
                "Worker/1.0.0": { "dependencies": { "Library": "1.0.0", "Marks": "1.0.0", "Numbers": "{{packageVersion}}" }, "runtime": { "Worker.dll": {} } },
                "Library/1.0.0": { "runtime": { "Library.dll": {} } },
                "Marks/1.0.0": { "runtime": { "Marks.dll": {} } },
                "Numbers/{{packageVersion}}": { "runtime": { "lib/net10.0/Numbers.dll": {} } } } },
              "libraries": {
                "Worker/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "Library/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "Marks/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "Numbers/{{packageVersion}}": { "type": "package", "serviceable": true, "sha512": "sha512-{{packageVersion}}" } } }
            """);
    }

    /// <summary>Replaces text that occurs exactly once.</summary>
    public void Edit(string file, string from, string to)
    {
        string path = Path.Combine(Sources, file);
        string text = File.ReadAllText(path);
        Assert.Equal(2, text.Split(from).Length);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    public MethodLevelFingerprint Code(bool cached = false) => new(Worker, "Steps.Worker.Handlers", cached ? Path.Combine(Folder, "cache") : null);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private PortableExecutableReference Compile(string name, IEnumerable<MetadataReference> references, OutputKind kind, bool debug)
    {
        string sources = Path.Combine(Sources, name);
        var trees = Directory.EnumerateFiles(sources, "*.cs").Order(StringComparer.Ordinal).Select(file => CSharpSyntaxTree.ParseText(
            SourceText.From(File.ReadAllText(file), System.Text.Encoding.UTF8), path: "/_/" + Path.GetRelativePath(Sources, file)));
        var options = new CSharpCompilationOptions(
            kind, optimizationLevel: debug ? OptimizationLevel.Debug : OptimizationLevel.Release, deterministic: true, nullableContextOptions: NullableContextOptions.Enable);
        CSharpCompilation compilation = CSharpCompilation.Create(name, trees, [.. Framework, .. references], options);
        var resources = Directory.EnumerateFiles(sources, "*.txt").Select(file => new ResourceDescription(Path.GetFileName(file), () => File.OpenRead(file), isPublic: true));
        string target = Path.Combine(Path.GetDirectoryName(Worker)!, name + ".dll");
        using (FileStream assembly = File.Create(target))
        using (FileStream symbols = File.Create(Path.ChangeExtension(target, ".pdb")))
        {
            EmitResult result = compilation.Emit(assembly, symbols, manifestResources: resources, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
            Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        }
        return MetadataReference.CreateFromFile(target);
    }
}
