using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.CodeFingerprints;

/// <summary>Notes what a call, an object creation or a method pointer reaches.</summary>
internal sealed class CallReader(WorkerAssemblies assemblies, Uses uses, MethodDefinition owner)
{
    private const string Activator = "System.Activator";
    private const string Lazy = "System.Lazy`1";

    /// <param name="instruction">call, callvirt, newobj, ldftn, ldvirtftn, ldtoken or jmp.</param>
    /// <param name="method">Its operand.</param>
    /// <param name="constrained">Type of the prefix before it, or null.</param>
    public void Read(Instruction instruction, MethodReference method, TypeReference? constrained)
    {
        Code code = instruction.OpCode.Code;
        if (assemblies.Find(method) is not { } definition)
        {
            ReadForeign(instruction, method);
            return;
        }
        ReadConstruction(method, definition);
        if (GeneratedCode.IsPart(definition)) return;
        if (code == Code.Newobj) uses.Created.Add(definition.DeclaringType);
        bool throughSlot = code is Code.Callvirt or Code.Ldvirtftn || (constrained is not null && definition.IsVirtual);
        if (throughSlot && definition.IsVirtual) uses.Dispatched.Add(definition);
        else uses.Called.Add(definition);
    }

    // where T : new() — the callee makes objects of a type that only the caller names.
    private void ReadConstruction(MethodReference method, MethodDefinition definition)
    {
        if (method is GenericInstanceMethod instance) Create(instance.GenericArguments, definition.GenericParameters);
        if (method.DeclaringType is GenericInstanceType type) Create(type.GenericArguments, definition.DeclaringType.GenericParameters);
    }

    private void Create(IEnumerable<TypeReference> arguments, IEnumerable<GenericParameter> parameters)
    {
        foreach ((TypeReference argument, GenericParameter parameter) in arguments.Zip(parameters))
            if (parameter.HasDefaultConstructorConstraint) Create(argument);
    }

    private void Create(TypeReference argument)
    {
        if (assemblies.Find(argument) is not { } type) return;
        uses.Created.Add(type);
        if (type.Methods.FirstOrDefault(method => method.IsConstructor && !method.IsStatic && method.Parameters.Count == 0) is { } constructor)
            uses.Called.Add(constructor);
    }

    private void ReadForeign(Instruction instruction, MethodReference method)
    {
        // What a library does with a type that it is given as an argument is not known: it may well make one.
        if (method is GenericInstanceMethod instance)
            foreach (TypeReference argument in instance.GenericArguments) Create(argument);
        if (method.DeclaringType is GenericInstanceType { ElementType.FullName: Lazy } lazy && method.Parameters.All(parameter => parameter.ParameterType.IsValueType))
            foreach (TypeReference argument in lazy.GenericArguments) Create(argument);
        if (method.DeclaringType.FullName == Activator && method is GenericInstanceMethod { GenericArguments: [not GenericParameter] }) return;

        switch (Unfollowable.Judge(method))
        {
            case Unfollowable.Kind.Reflection:
                string assembly = WorkerAssemblies.AssemblyOf(owner.DeclaringType);
                uses.Unfollowed.Add(new(SymbolicNames.Readable(owner), SymbolicNames.Readable(method), $"all of {assembly} counts"));
                uses.Whole.Add(assembly);
                break;
            case Unfollowable.Kind.Resource:
                uses.Resources.Add((WorkerAssemblies.AssemblyOf(owner.DeclaringType), LiteralBefore(instruction)));
                break;
            case Unfollowable.Kind.Fields:
                uses.FieldsWalked.Add(owner.DeclaringType);
                break;
        }
    }

    /// <summary>The string that a call takes last, if it is a literal; else nothing.</summary>
    private static string LiteralBefore(Instruction call) => call.Previous is { OpCode.Code: Code.Ldstr, Operand: string name } ? name : "";
}
