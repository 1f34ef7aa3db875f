namespace MimRepro.Pipeline;

public enum RerunCause { NeverRan, RecipeChanged, InputChanged, CodeChanged, EnvironmentChanged, ArtifactMissing, ArtifactDamaged, InputRuns }

/// <summary>Why a step runs again, in words.</summary>
/// <param name="Cause">The kind of reason.</param>
/// <param name="Text">One line: what changed, old → new.</param>
public sealed record RerunReason(RerunCause Cause, string Text);
