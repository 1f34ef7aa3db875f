namespace MimRepro.Pipeline;

public enum RerunCause { NeverRan, RecipeChanged, InputChanged, CodeChanged, EnvironmentChanged, ArtifactMissing, ArtifactDamaged, InputRuns }

/// <summary>Why a step runs again, in words.</summary>
/// <param name="Cause">The kind of reason.</param>
/// <param name="Text">One line: what changed, old → new.</param>
/// <param name="Details">What it consists of where one line is not enough: each method that changed.</param>
public sealed record RerunReason(RerunCause Cause, string Text, IReadOnlyList<string> Details)
{
    public RerunReason(RerunCause cause, string text) : this(cause, text, [])
    {
    }
}
