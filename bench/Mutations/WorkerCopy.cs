using System.Text.Json.Nodes;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.Bench.Mutations;

/// <summary>A copy of the compiled worker whose own assemblies can be rewritten; everything else is linked.</summary>
internal sealed class WorkerCopy
{
    private readonly string source;

    /// <param name="source">Folder that the worker was compiled into.</param>
    /// <param name="folder">Where the copy goes; must not exist.</param>
    public WorkerCopy(string source, string folder)
    {
        this.source = source;
        Folder = folder;
        Directory.CreateDirectory(folder);
        Own = [.. Directory.EnumerateFiles(source, "MimRepro.*.dll").Select(file => Path.GetFileName(file)!).Where(name => name != "MimRepro.Results.dll").Order(StringComparer.Ordinal)];
        foreach (string file in Directory.EnumerateFiles(source).Where(file => Path.GetExtension(file) != ".pdb"))
        {
            string target = Path.Combine(folder, Path.GetFileName(file));
            if (Own.Contains(Path.GetFileName(file)) || file.EndsWith(".json", StringComparison.Ordinal)) File.Copy(file, target);
            else File.CreateSymbolicLink(target, file);
        }
    }

    public string Folder { get; }
    public IReadOnlyList<string> Own { get; }
    public string Worker => Path.Combine(Folder, "MimRepro.Worker.dll");

    /// <summary>Rewrites one assembly from its original.</summary>
    public void Rewrite(string name, Action<ModuleDefinition> change)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(source);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Path.Combine(source, name), new ReaderParameters { AssemblyResolver = resolver, ReadSymbols = true });
        change(assembly.MainModule);
        assembly.Write(Path.Combine(Folder, name));
    }

    public void Restore(string name) => File.Copy(Path.Combine(source, name), Path.Combine(Folder, name), overwrite: true);

    /// <summary>Lets every method of every own assembly tell when it starts.</summary>
    /// <returns>Assembly and token of each method, by its number.</returns>
    public IReadOnlyList<MethodId> Instrument(string traceAssembly)
    {
        var methods = new List<MethodId>();
        File.Copy(traceAssembly, Path.Combine(Folder, "ExecutionTrace.dll"), overwrite: true);
        using AssemblyDefinition trace = AssemblyDefinition.ReadAssembly(traceAssembly);
        MethodDefinition hit = trace.MainModule.GetType("ExecutionTrace.Trace").Methods.Single(method => method.Name == "Hit");
        foreach (string name in Own)
        {
            Rewrite(name, module =>
            {
                MethodReference call = module.ImportReference(hit);
                foreach (MethodDefinition method in Bodies(module))
                {
                    int number = methods.Count;
                    methods.Add(new MethodId(name, method.MetadataToken.ToInt32(), method.FullName, IsWrittenByHand(method)));
                    ILProcessor writer = method.Body.GetILProcessor();
                    Instruction first = method.Body.Instructions[0];
                    writer.InsertBefore(first, writer.Create(OpCodes.Ldc_I4, number));
                    writer.InsertBefore(first, writer.Create(OpCodes.Call, call));
                }
            });
        }
        AddToDependencies("ExecutionTrace");
        return methods;
    }

    /// <summary>Methods with a body, in the order of their tokens.</summary>
    public static IEnumerable<MethodDefinition> Bodies(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Body.Instructions.Count > 0).OrderBy(method => method.MetadataToken.ToInt32());

    // Source generators write into obj/; what the compiler adds has no source at all. Their versions are in every key.
    private static bool IsWrittenByHand(MethodDefinition method) => method.DebugInformation.SequencePoints.Any(point =>
        !point.IsHidden && !point.Document.Url.Contains("/obj/", StringComparison.Ordinal) && !point.Document.Url.Contains("\\obj\\", StringComparison.Ordinal));

    // The runtime finds only what this file lists.
    private void AddToDependencies(string assembly)
    {
        string path = Path.ChangeExtension(Worker, ".deps.json");
        JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;
        string target = root["runtimeTarget"]!["name"]!.GetValue<string>();
        root["targets"]![target]![assembly + "/1.0.0"] = new JsonObject { ["runtime"] = new JsonObject { [assembly + ".dll"] = new JsonObject() } };
        root["libraries"]![assembly + "/1.0.0"] = new JsonObject { ["type"] = "project", ["serviceable"] = false, ["sha512"] = "" };
        File.WriteAllText(path, root.ToJsonString());
    }
}

/// <summary>A method of the compiled worker.</summary>
/// <param name="ByHand">It has source of its own in the repository.</param>
internal sealed record MethodId(string Assembly, int Token, string Name, bool ByHand);
