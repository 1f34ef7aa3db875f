using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>The canonical text of each method, written once.</summary>
internal sealed class MethodTexts(WorkerAssemblies assemblies)
{
    private readonly Dictionary<MethodDefinition, MethodSummary> texts = new();

    public MethodSummary Of(MethodDefinition method)
    {
        if (!texts.TryGetValue(method, out MethodSummary? known)) texts.Add(method, known = MethodText.Of(assemblies, method));
        return known;
    }

    /// <summary>A name that no other method of the worker has, whatever checkout it was compiled in.</summary>
    public static string KeyOf(MethodDefinition method) =>
        $"{WorkerAssemblies.AssemblyOf(method.DeclaringType)}|{SymbolicNames.Readable(method.DeclaringType)}`{method.DeclaringType.GenericParameters.Count}"
        + $".{method.Name}`{method.GenericParameters.Count}({string.Join(',', method.Parameters.Select(parameter => SymbolicNames.Readable(parameter.ParameterType)))})"
        + SymbolicNames.Readable(method.ReturnType);
}
