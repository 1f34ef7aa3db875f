using System.Globalization;
using System.Security.Cryptography;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.CodeFingerprints;

/// <param name="Hashes">One for each stream of its <see cref="NodeText"/>.</param>
/// <param name="Uses">What its code refers to.</param>
/// <param name="Location">File and line of the first statement, relative to the repository; null without symbols.</param>
internal sealed record MethodSummary(string[] Hashes, Uses Uses, string? Location);

/// <summary>Writes a method and every lambda, closure, iterator and async machine made for it as one canonical text.</summary>
/// <remarks>
/// Names are symbolic. What the compiler made for the method is numbered by first use, so what stands above it in the file
/// does not matter; neither do tokens, offsets, short forms, local names and the order of locals.
/// </remarks>
internal sealed class MethodText
{
    // The folder that Directory.Build.props maps every checkout to.
    private const string MappedRoot = "/_/";

    private readonly WorkerAssemblies assemblies;
    private readonly MethodDefinition owner;
    private readonly Dictionary<IMemberDefinition, int> parts = [];
    private readonly Queue<MethodDefinition> waiting = new();

    private MethodText(WorkerAssemblies assemblies, MethodDefinition owner)
    {
        this.assemblies = assemblies;
        this.owner = owner;
        Names = new SymbolicNames(assemblies, Uses, NumberOf);
    }

    private NodeText Text { get; } = new();

    public Uses Uses { get; } = new();

    private SymbolicNames Names { get; }

    /// <summary>What is left of the text: its hashes, and what it refers to.</summary>
    public static MethodSummary Of(WorkerAssemblies assemblies, MethodDefinition owner)
    {
        var text = new MethodText(assemblies, owner);
        text.waiting.Enqueue(owner);
        string? location = LocationOf(owner);
        while (text.waiting.TryDequeue(out MethodDefinition? method))
        {
            text.Write(method);
            Forget(method);
        }
        return new MethodSummary(text.Text.Hashes(), text.Uses, location);
    }

    private static string? LocationOf(MethodDefinition method)
    {
        SequencePoint? point = method.DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden);
        if (point is null) return null;
        string file = point.Document.Url;
        return $"{(file.StartsWith(MappedRoot, StringComparison.Ordinal) ? file[MappedRoot.Length..] : file)}:{point.StartLine}";
    }

    // Cecil keeps what it has read and reads again what is asked for again; the instructions of a whole worker are tens of megabytes.
    private static void Forget(MethodDefinition method)
    {
        if (method.HasBody) method.Body = null;
        method.DebugInformation = null;
    }

    private void Write(MethodDefinition method)
    {
        Text.Structure.Append("method ").Append(method.IsStatic ? "static " : "").Append(method.IsVirtual ? "virtual " : "")
            .Append(method.IsSynchronized ? "synchronized " : "").Append(method.GenericParameters.Count).Append('\n');
        Text.References.Append(Names.Type(method.ReturnType)).Append('(')
            .AppendJoin(',', method.Parameters.Select(parameter => Names.Type(parameter.ParameterType))).Append(")\n");
        if (method.IsPInvokeImpl) WriteNativeImport(method);
        if (!method.HasBody) return;
        WriteBody(method);
    }

    private void WriteNativeImport(MethodDefinition method)
    {
        PInvokeInfo native = method.PInvokeInfo;
        Text.Literals.Append(CultureInfo.InvariantCulture, $"native {native.Module.Name} {native.EntryPoint} {(int)native.Attributes}\n");
        Uses.NativeLibraries.Add(native.Module.Name);
        Uses.Unfollowed.Add(new(SymbolicNames.Readable(owner), $"native code of {native.Module.Name}", "the library's package counts as a whole"));
    }

    private void WriteBody(MethodDefinition method)
    {
        var instructions = method.Body.Instructions;
        var place = new Dictionary<Instruction, int>(instructions.Count);
        for (int i = 0; i < instructions.Count; i++) place.Add(instructions[i], i);
        var locals = new Dictionary<VariableDefinition, int>();
        Text.Structure.Append(method.Body.InitLocals ? "init\n" : "");
        TypeReference? constrained = null;
        foreach (Instruction instruction in instructions)
        {
            PlainInstruction plain = PlainInstruction.Of(instruction, method);
            Text.Structure.Append(plain.Name);
            WriteOperand(instruction, plain, place, locals, constrained);
            Text.Structure.Append('\n');
            constrained = instruction.OpCode.Code == Code.Constrained ? (TypeReference)instruction.Operand : null;
        }
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers) WriteHandler(handler, place);
    }

    private void WriteOperand(
        Instruction instruction, PlainInstruction plain, Dictionary<Instruction, int> place, Dictionary<VariableDefinition, int> locals, TypeReference? constrained)
    {
        switch (plain.Operand)
        {
            case null:
                break;
            case int argument when plain.Name is "ldarg" or "ldarga" or "starg":
                Text.Structure.Append(' ').Append(argument);
                break;
            case VariableDefinition local:
                if (locals.TryAdd(local, locals.Count)) Text.References.Append("local ").Append(Names.Type(local.VariableType)).Append('\n');
                Text.Structure.Append(' ').Append(locals[local]);
                break;
            case Instruction target:
                Text.Structure.Append(' ').Append(place[target]);
                break;
            case Instruction[] targets:
                Text.Structure.Append(' ').AppendJoin(',', targets.Select(target => place[target]));
                break;
            case string text:
                Text.Literals.Append(text.Length).Append(':').Append(text).Append('\n');
                break;
            case float number:
                Text.Literals.Append(BitConverter.SingleToInt32Bits(number)).Append('\n');
                break;
            case double number:
                Text.Literals.Append(BitConverter.DoubleToInt64Bits(number)).Append('\n');
                break;
            case MethodReference method:
                Text.References.Append(Names.Method(method)).Append('\n');
                new CallReader(assemblies, Uses, owner).Read(instruction, method, constrained);
                break;
            case FieldReference field:
                WriteField(instruction, field);
                break;
            case TypeReference type:
                Text.References.Append(Names.Type(type)).Append('\n');
                ReadType(instruction.OpCode.Code, type);
                break;
            case CallSite site:
                Text.References.Append(Names.Signature(site)).Append('\n');
                Unfollow("a function pointer");
                break;
            default:
                Text.Literals.Append(string.Create(CultureInfo.InvariantCulture, $"{plain.Operand}\n"));
                break;
        }
    }

    private void WriteField(Instruction instruction, FieldReference field)
    {
        if (GeneratedCode.IsStaticData(field))
        {
            byte[] bytes = assemblies.Find(field)?.InitialValue ?? [];
            Text.Data.Append(bytes.Length).Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(bytes))).Append('\n');
            return;
        }
        Text.References.Append(Names.Field(field)).Append('\n');
        bool isStatic = instruction.OpCode.Code is Code.Ldsfld or Code.Stsfld or Code.Ldsflda;
        if (isStatic && !GeneratedCode.IsPart(field.DeclaringType) && assemblies.Find(field) is { } definition) Uses.Statics.Add(definition.DeclaringType);
    }

    private void ReadType(Code code, TypeReference type)
    {
        if (assemblies.Find(type) is not { } definition) return;
        if (code is Code.Box or Code.Ldtoken or Code.Constrained) Uses.Inspected.Add(definition);
    }

    private void WriteHandler(ExceptionHandler handler, Dictionary<Instruction, int> place)
    {
        int Place(Instruction? instruction) => instruction is null ? -1 : place[instruction];
        Text.Structure.Append(CultureInfo.InvariantCulture,
            $"{handler.HandlerType} {Place(handler.TryStart)} {Place(handler.TryEnd)} {Place(handler.FilterStart)} {Place(handler.HandlerStart)} {Place(handler.HandlerEnd)}\n");
        if (handler.CatchType is { } type) Text.References.Append(Names.Type(type)).Append('\n');
    }

    /// <summary>The number of a compiler-made member, by first use; what it consists of is written later.</summary>
    private int NumberOf(IMemberDefinition part)
    {
        if (parts.TryGetValue(part, out int number)) return number;
        parts.Add(part, parts.Count);
        if (part is MethodDefinition method) waiting.Enqueue(method);
        // An iterator or async machine runs through interfaces; a shared holder of lambdas has no such methods.
        if (part is TypeDefinition type)
            foreach (MethodDefinition step in type.Methods.Where(step => step.IsVirtual && step.HasBody && !parts.ContainsKey(step)))
            {
                parts.Add(step, parts.Count);
                waiting.Enqueue(step);
            }
        return parts[part];
    }

    private void Unfollow(string what)
    {
        string assembly = WorkerAssemblies.AssemblyOf(owner.DeclaringType);
        Uses.Unfollowed.Add(new(SymbolicNames.Readable(owner), what, $"all of {assembly} counts"));
        Uses.Whole.Add(assembly);
    }
}
