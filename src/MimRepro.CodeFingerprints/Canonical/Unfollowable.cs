using Mono.Cecil;

namespace MimRepro.CodeFingerprints;

/// <summary>Library calls through which code runs, or is read, that no IL refers to.</summary>
internal static class Unfollowable
{
    public enum Kind { None, Reflection, Resource, Fields }

    private static readonly string[] Namespaces =
    [
        "System.Reflection", "System.Linq.Expressions", "System.Runtime.Loader", "Microsoft.CSharp.RuntimeBinder", "System.Dynamic",
    ];

    // Members of those namespaces that tell a name and run nothing.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "System.Reflection.MemberInfo::get_Name", "System.Reflection.Assembly::get_Location", "System.Reflection.Assembly::GetName",
        "System.Reflection.Assembly::get_FullName", "System.Reflection.AssemblyName::get_Version", "System.Reflection.AssemblyName::get_Name",
        "System.Reflection.Assembly::GetExecutingAssembly", "System.Reflection.Assembly::GetEntryAssembly", "System.Reflection.MemberInfo::op_Equality",
        "System.Reflection.MemberInfo::op_Inequality",
    };

    // Of System.Type only these look at the type itself and at nothing inside it.
    private static readonly HashSet<string> TypeMembers = new(StringComparer.Ordinal)
    {
        "GetTypeFromHandle", "op_Equality", "op_Inequality", "Equals", "GetHashCode", "ToString", "get_Name", "get_FullName", "get_Namespace",
        "get_IsEnum", "get_IsValueType", "get_IsClass", "get_IsArray", "get_IsGenericType", "get_Assembly", "get_TypeHandle", "GetTypeCode", "get_IsPrimitive",
        "IsAssignableFrom", "IsInstanceOfType", "get_Module",
    };

    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "System.Activator::CreateInstance", "System.Activator::CreateInstanceFrom", "System.Delegate::CreateDelegate", "System.Delegate::DynamicInvoke",
        "System.Runtime.InteropServices.Marshal::GetDelegateForFunctionPointer", "System.Runtime.InteropServices.Marshal::GetFunctionPointerForDelegate",
        "System.Runtime.InteropServices.NativeLibrary::GetExport", "System.Runtime.CompilerServices.RuntimeHelpers::GetUninitializedObject",
        "System.AppDomain::Load", "System.AppDomain::CreateInstance", "System.AppDomain::ExecuteAssembly",
    };

    private static readonly string[] ResourceMembers = ["GetManifestResourceStream", "GetManifestResourceNames", "GetManifestResourceInfo"];

    /// <summary>What a call of a member that is not the repository's own means for the closure.</summary>
    public static Kind Judge(MethodReference method)
    {
        TypeReference type = method.DeclaringType.GetElementType();
        string member = $"{type.FullName}::{method.Name}";
        if (ResourceMembers.Contains(method.Name) || type.FullName == "System.Resources.ResourceManager") return Kind.Resource;
        if (method.Name == "RegisterComponents") return Kind.Fields;
        if (Members.Contains(member)) return Kind.Reflection;
        if (type.FullName == "System.Type") return TypeMembers.Contains(method.Name) ? Kind.None : Kind.Reflection;
        if (type.FullName == "System.Text.Json.JsonSerializer") return ReadsMetadataOnly(method) ? Kind.None : Kind.Reflection;
        if (type.FullName.StartsWith("System.Runtime.CompilerServices.CallSite", StringComparison.Ordinal)) return Kind.Reflection;
        bool suspicious = Array.Exists(Namespaces, name => type.Namespace == name || type.Namespace.StartsWith(name + ".", StringComparison.Ordinal));
        return suspicious && !Harmless.Contains(member) ? Kind.Reflection : Kind.None;
    }

    // With compiled metadata the serializer calls what the context lists; without it, it looks for members itself.
    private static bool ReadsMetadataOnly(MethodReference method) => method.GetElementMethod().Parameters.Any(parameter =>
        parameter.ParameterType.Name.StartsWith("JsonTypeInfo", StringComparison.Ordinal) || parameter.ParameterType.Name == "JsonSerializerContext");
}
