namespace MimRepro.Pipeline;

/// <summary>Says what code a step's result depends on.</summary>
public interface ICodeFingerprint
{
    /// <summary>Named parts, in a fixed order; each name starts with <see cref="Fingerprint.CodePrefix"/>.</summary>
    /// <exception cref="PipelineInputException">The code is not there: the worker has not been built.</exception>
    IReadOnlyList<KeyValuePair<string, string>> PartsOf(Step step);

    /// <summary>The code behind the part <see cref="Fingerprint.MethodsPart"/>; that part's value is its hash.</summary>
    /// <exception cref="PipelineInputException">The code is not there: the worker has not been built.</exception>
    CodeManifest ManifestOf(Step step);
}
