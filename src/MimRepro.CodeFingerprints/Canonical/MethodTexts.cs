using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.CodeFingerprints;

/// <summary>The canonical text of each method, written once.</summary>
internal sealed class MethodTexts(WorkerAssemblies assemblies)
{
    // The folder that Directory.Build.props maps every checkout to.
    private const string MappedRoot = "/_/";
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

    /// <summary>File and line of the first statement, relative to the repository; null without symbols.</summary>
    public static string? LocationOf(MethodDefinition method)
    {
        SequencePoint? point = method.DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden);
        if (point is null) return null;
        string file = point.Document.Url;
        return $"{(file.StartsWith(MappedRoot, StringComparison.Ordinal) ? file[MappedRoot.Length..] : file)}:{point.StartLine}";
    }
}
