using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.CodeFingerprints;

/// <summary>An instruction without its short forms: <c>ldc.i4.s 3</c> and <c>ldc.i4.3</c> are both <c>ldc.i4</c> with 3.</summary>
internal readonly record struct PlainInstruction(string Name, object? Operand)
{
    /// <param name="instruction">Any instruction of <paramref name="method"/>.</param>
    /// <param name="method">Its method: implicit arguments and locals are looked up there.</param>
    public static PlainInstruction Of(Instruction instruction, MethodDefinition method)
    {
        string name = instruction.OpCode.Name;
        switch (instruction.OpCode.Code)
        {
            case >= Code.Ldarg_0 and <= Code.Ldarg_3:
                return new("ldarg", instruction.OpCode.Code - Code.Ldarg_0);
            case >= Code.Ldloc_0 and <= Code.Ldloc_3:
                return new("ldloc", method.Body.Variables[instruction.OpCode.Code - Code.Ldloc_0]);
            case >= Code.Stloc_0 and <= Code.Stloc_3:
                return new("stloc", method.Body.Variables[instruction.OpCode.Code - Code.Stloc_0]);
            case >= Code.Ldc_I4_M1 and <= Code.Ldc_I4_8:
                return new("ldc.i4", instruction.OpCode.Code - Code.Ldc_I4_0);
            case Code.Ldc_I4_S:
                return new("ldc.i4", (int)(sbyte)instruction.Operand);
            case Code.Unaligned:
                return new(name, (int)(byte)instruction.Operand);
        }
        if (name.EndsWith(".s", StringComparison.Ordinal)) name = name[..^2];
        return new(name, instruction.Operand is ParameterDefinition parameter ? parameter.Sequence : instruction.Operand);
    }
}
