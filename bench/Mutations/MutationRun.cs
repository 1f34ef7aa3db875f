using System.Globalization;
using System.Text.Json.Nodes;
using MimRepro.CodeFingerprints;
using MimRepro.Experiments;
using MimRepro.Pipeline;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MimRepro.Bench.Mutations;

/// <summary>Changes one method of the worker at a time and compares which kinds of steps would rerun with which ever execute it.</summary>
/// <remarks>Ground truth: a run of the smoke profile in which every method tells that it started.</remarks>
internal static class MutationRun
{
    private const string Table = "MimRepro.Worker.StepHandlers";
    private const int ReportEvery = 25;

    /// <param name="root">The repository.</param>
    /// <param name="mutants">How many methods are changed; they are spread evenly over those that have source in the repository.</param>
    /// <param name="dataRoot">Folder with the data set's files, or null to let the build find it.</param>
    /// <returns>Whether no rerun was missed.</returns>
    public static bool Execute(string root, int mutants, string? dataRoot)
    {
        string source = Path.Combine(root, "src", "MimRepro.Worker", "bin", "Release", "net10.0");
        string work = Directory.CreateTempSubdirectory("mimrepro-mutations-").FullName;
        try
        {
            var traced = new WorkerCopy(source, Path.Combine(work, "traced"));
            IReadOnlyList<MethodId> methods = traced.Instrument(typeof(ExecutionTrace.Trace).Assembly.Location);
            Console.WriteLine($"{methods.Count} methods in {traced.Own.Count} assemblies, {methods.Count(method => method.ByHand)} of them written by hand; running the smoke profile once with a trace …");
            Dictionary<string, HashSet<int>> executed = Trace(traced, work, dataRoot);
            foreach ((string kind, HashSet<int> ran) in executed) Console.WriteLine($"  {kind,-22} {ran.Count,5} methods ran");
            return Mutate(new WorkerCopy(source, Path.Combine(work, "mutated")), methods, executed, mutants);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static Dictionary<string, HashSet<int>> Trace(WorkerCopy worker, string work, string? dataRoot)
    {
        string traces = Directory.CreateDirectory(Path.Combine(work, "traces")).FullName;
        Environment.SetEnvironmentVariable("MIMREPRO_TRACE", traces);
        Profile profile = Profiles.Find("smoke");
        var settings = new PipelineSettings
        {
            Store = Path.Combine(work, "runs"),
            WorkerAssembly = worker.Worker,
            Code = new MethodLevelFingerprint(worker.Worker, Table, null),
            Device = "cpu",
            DataRoot = dataRoot,
            DataCache = Path.Combine(work, "data"),
            Profile = profile.Name,
        };
        using (var session = new PipelineSession(settings, profile.Steps, new PlainProgress(Console.Out)))
        {
            string[] experiments = [.. profile.Steps.Select(step => step.Experiment).Distinct()];
            session.Start(experiments);
            foreach (string experiment in experiments) session.Wait(experiment).ThrowIfFailed();
            session.Complete();
        }
        var executed = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(traces))
        {
            string[] lines = File.ReadAllLines(file);
            string kind = JsonNode.Parse(lines[0])!["kind"]!.GetValue<string>();
            if (!executed.TryGetValue(kind, out HashSet<int>? ran)) executed.Add(kind, ran = []);
            ran.UnionWith(lines.Skip(1).Select(line => int.Parse(line, CultureInfo.InvariantCulture)));
        }
        return executed;
    }

    private static bool Mutate(WorkerCopy worker, IReadOnlyList<MethodId> methods, Dictionary<string, HashSet<int>> executed, int mutants)
    {
        Dictionary<string, string> before = Fingerprints(worker, executed.Keys);
        int[] candidates = [.. Enumerable.Range(0, methods.Count).Where(number => methods[number].ByHand)];
        int step = Math.Max(1, candidates.Length / mutants), done = 0, missed = 0, falseRuns = 0, right = 0;
        for (int candidate = 0; candidate < candidates.Length; candidate += step)
        {
            int number = candidates[candidate];
            MethodId method = methods[number];
            worker.Rewrite(method.Assembly, module => Change(WorkerCopy.Bodies(module).Single(body => body.MetadataToken.ToInt32() == method.Token)));
            Dictionary<string, string> after = Fingerprints(worker, executed.Keys);
            worker.Restore(method.Assembly);
            foreach ((string kind, HashSet<int> ran) in executed)
            {
                bool changed = before[kind] != after[kind];
                if (ran.Contains(number) && !changed)
                {
                    missed++;
                    Console.WriteLine($"  MISSED by {kind}: {method.Name}");
                }
                else if (changed && !ran.Contains(number)) falseRuns++;
                else right++;
            }
            if (++done % ReportEvery == 0) Console.WriteLine($"  {done} mutants");
        }
        int decisions = done * executed.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done} mutants x {executed.Count} kinds = {decisions} decisions: {right} right, {missed} missed, {falseRuns} false ({100.0 * falseRuns / decisions:F1} %: reachable, but not executed by this profile)"));
        return missed == 0;
    }

    private static Dictionary<string, string> Fingerprints(WorkerCopy worker, IEnumerable<string> kinds)
    {
        var code = new MethodLevelFingerprint(worker.Worker, Table, null);
        return kinds.ToDictionary(kind => kind, kind => string.Join('\n', code.PartsOf(Representative(kind)).Select(part => $"{part.Key} {part.Value}")));
    }

    private static Step Representative(string kind) => Profiles.Find("smoke").Steps.First(step => step.Kind.Name == kind);

    // One more effect at the start; the stack is empty there in every method.
    private static void Change(MethodDefinition method)
    {
        ILProcessor writer = method.Body.GetILProcessor();
        Instruction first = method.Body.Instructions[0];
        writer.InsertBefore(first, writer.Create(OpCodes.Ldc_I4, 12345));
        writer.InsertBefore(first, writer.Create(OpCodes.Pop));
    }
}
