using MimRepro.Pipeline;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.CodeFingerprints;

/// <summary>The worker's table from a kind's name to the method that runs it, read from the static initialiser that fills it.</summary>
/// <remarks>Each entry is a literal name and then the method, as a collection initialiser compiles it.</remarks>
internal sealed class DispatchTable
{
    private readonly Dictionary<string, MethodDefinition> entries = new(StringComparer.Ordinal);

    /// <param name="assemblies">The worker and what it references.</param>
    /// <param name="typeName">Full name of the type that holds the table.</param>
    /// <exception cref="PipelineInputException">There is no such type, or it holds no table.</exception>
    public DispatchTable(WorkerAssemblies assemblies, string typeName)
    {
        Initialiser = assemblies.Worker.MainModule.GetType(typeName)?.Methods.FirstOrDefault(method => method.Name == ".cctor" && method.HasBody)
            ?? throw new PipelineInputException($"The worker has no table of step kinds.\n  expected:   type {typeName} with a static table from names to methods\n  file:       {assemblies.Worker.MainModule.FileName}");
        string? name = null;
        foreach (Instruction instruction in Initialiser.Body.Instructions)
        {
            if (instruction.Operand is string literal) name = literal;
            else if (instruction.OpCode.Code == Code.Ldftn && name is not null && assemblies.Find((MethodReference)instruction.Operand) is { } method)
            {
                entries[name] = method;
                name = null;
            }
        }
    }

    /// <summary>The method that fills the table; a step reaches only its own entry of it.</summary>
    public MethodDefinition Initialiser { get; }

    public IEnumerable<string> Kinds => entries.Keys;

    /// <summary>The method that runs steps of a kind.</summary>
    /// <exception cref="PipelineInputException">The worker does not know the kind.</exception>
    public MethodDefinition Entry(string kind) => entries.TryGetValue(kind, out MethodDefinition? method) ? method
        : throw new PipelineInputException($"The worker has no code for steps of kind '{kind}'.\n  table:      {SymbolicNames.Readable(Initialiser.DeclaringType)}\n  has:        {string.Join(", ", entries.Keys)}");
}
