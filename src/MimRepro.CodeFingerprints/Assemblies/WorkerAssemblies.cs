using MimRepro.Pipeline;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.CodeFingerprints;

/// <summary>The repository's own assemblies beside the worker, readable type by type. Others are names only.</summary>
internal sealed class WorkerAssemblies : IAssemblyResolver
{
    private readonly Dictionary<string, AssemblyDefinition> own = new(StringComparer.Ordinal);

    /// <param name="files">Paths of the own assemblies, the worker's first.</param>
    /// <exception cref="PipelineInputException">A file is not an assembly.</exception>
    public WorkerAssemblies(IReadOnlyList<string> files)
    {
        foreach (string file in files)
        {
            AssemblyDefinition assembly = Read(file);
            own.Add(assembly.Name.Name, assembly);
            Worker ??= assembly;
        }
    }

    /// <summary>The assembly with the entry point.</summary>
    public AssemblyDefinition Worker { get; } = null!;

    public IEnumerable<AssemblyDefinition> All => own.Values;

    public bool IsOwn(TypeReference type) => own.ContainsKey(AssemblyOf(type));

    /// <summary>Name of the assembly that a type lies in.</summary>
    public static string AssemblyOf(TypeReference type) => type.GetElementType().Scope switch
    {
        AssemblyNameReference reference => reference.Name,
        ModuleDefinition module => module.Assembly.Name.Name,
        _ => "",
    };

    /// <summary>The definition, or null if it is not the repository's own.</summary>
    public TypeDefinition? Find(TypeReference type) => type is GenericParameter || !IsOwn(type) ? null : type.GetElementType().Resolve();

    /// <inheritdoc cref="Find(TypeReference)"/>
    public MethodDefinition? Find(MethodReference method) => method.DeclaringType is ArrayType || !IsOwn(method.DeclaringType) ? null : method.Resolve();

    /// <inheritdoc cref="Find(TypeReference)"/>
    public FieldDefinition? Find(FieldReference field) => IsOwn(field.DeclaringType) ? field.Resolve() : null;

    AssemblyDefinition? IAssemblyResolver.Resolve(AssemblyNameReference name) => own.GetValueOrDefault(name.Name);

    AssemblyDefinition? IAssemblyResolver.Resolve(AssemblyNameReference name, ReaderParameters parameters) => own.GetValueOrDefault(name.Name);

    public void Dispose()
    {
        foreach (AssemblyDefinition assembly in own.Values) assembly.Dispose();
    }

    // From memory: a file that stays open could not be compiled anew.
    private AssemblyDefinition Read(string file)
    {
        try
        {
            var parameters = new ReaderParameters(ReadingMode.Deferred) { AssemblyResolver = this, InMemory = true };
            string symbols = Path.ChangeExtension(file, ".pdb");
            if (File.Exists(symbols))
            {
                parameters.ReadSymbols = true;
                parameters.SymbolReaderProvider = new PortablePdbReaderProvider();
                parameters.SymbolStream = new MemoryStream(File.ReadAllBytes(symbols));
            }
            return AssemblyDefinition.ReadAssembly(file, parameters);
        }
        catch (Exception fault) when (fault is IOException or BadImageFormatException or SymbolsNotMatchingException)
        {
            throw new PipelineInputException($"""
                Code of a step cannot be read: {fault.Message}
                  file: {file}
                  The worker has not been built, or the file is damaged.
                  Compile again: ./build.sh Clean, then the same command.
                """, fault);
        }
    }
}
