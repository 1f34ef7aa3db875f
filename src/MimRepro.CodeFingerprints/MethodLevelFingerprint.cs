using System.Text.Json;
using System.Text.Json.Nodes;
using MimRepro.Pipeline;

namespace MimRepro.CodeFingerprints;

/// <summary>A step's code is every method that can run, read from the worker's compiled assemblies.</summary>
/// <remarks>
/// Comments, white space, names of locals, unrelated methods and the checkout's folder do not count. Analysis is kept by the
/// content of the assemblies, so that a build with nothing to do reads no IL.
/// </remarks>
public sealed class MethodLevelFingerprint : ICodeFingerprint
{
    private readonly WorkerFolder folder;
    private readonly string dispatchType;
    private readonly AnalysisCache cache;
    private readonly Lock gate = new();

    /// <param name="workerAssembly">Path of the worker; its own assemblies and its <c>.deps.json</c> lie beside it.</param>
    /// <param name="dispatchType">Full name of the worker's type whose static table leads from kinds to methods.</param>
    /// <param name="cacheFolder">Where analysis is kept; null keeps none.</param>
    /// <exception cref="PipelineInputException">The worker has not been built.</exception>
    public MethodLevelFingerprint(string workerAssembly, string dispatchType, string? cacheFolder)
    {
        folder = new WorkerFolder(workerAssembly);
        this.dispatchType = dispatchType;
        cache = new AnalysisCache(cacheFolder, folder.ContentHash(), dispatchType);
    }

    public IReadOnlyList<KeyValuePair<string, string>> PartsOf(Step step)
    {
        lock (gate)
        {
            if (cache.DiscriminatorNames is { } names && cache.Parts(step.Kind.Name, Variants(step, names)) is { } known) return known;
            Analyze(step);
            return cache.Parts(step.Kind.Name, Variants(step, cache.DiscriminatorNames!))!;
        }
    }

    public CodeManifest ManifestOf(Step step)
    {
        lock (gate)
        {
            if (cache.DiscriminatorNames is { } names && cache.Manifest(step.Kind.Name, Variants(step, names)) is { } known) return known;
            Analyze(step);
            return cache.Manifest(step.Kind.Name, Variants(step, cache.DiscriminatorNames!))!;
        }
    }

    // All kinds at once, so that nothing of the assemblies has to stay in memory while steps run.
    private void Analyze(Step step)
    {
        AnalyzeAllKinds(step);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
    }

    private void AnalyzeAllKinds(Step step)
    {
        using var analysis = new Analysis(folder, dispatchType);
        IReadOnlyList<string> variants = Variants(step, analysis.DiscriminatorNames);
        foreach (string kind in analysis.Kinds.Append(step.Kind.Name).Distinct())
        {
            (IReadOnlyList<KeyValuePair<string, string>> parts, CodeManifest manifest) = analysis.Of(kind, variants.ToHashSet(StringComparer.Ordinal));
            cache.Keep(analysis.DiscriminatorNames, kind, variants, parts, manifest);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // texts of thousands of methods; the next kind makes as many
        }
        cache.Write();
    }

    /// <summary>Names of the variants that a recipe holds: values of members that say which type a value is.</summary>
    private static IReadOnlyList<string> Variants(Step step, IReadOnlyList<string> names)
    {
        // Most graphs have no variants; then the recipe need not be parsed.
        if (!names.Any(name => step.RecipeJson.Contains($"\"{name}\"", StringComparison.Ordinal))) return [];
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<JsonNode?>([JsonNode.Parse(step.RecipeJson)]);
        while (waiting.TryDequeue(out JsonNode? node))
        {
            if (node is JsonArray items) foreach (JsonNode? item in items) waiting.Enqueue(item);
            if (node is not JsonObject members) continue;
            foreach ((string name, JsonNode? value) in members)
            {
                if (names.Contains(name) && value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number) found.Add(value!.ToString());
                waiting.Enqueue(value);
            }
        }
        return [.. found];
    }
}
