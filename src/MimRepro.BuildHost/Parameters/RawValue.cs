namespace MimRepro.BuildHost.Parameters;

/// <summary>What a source says about a parameter, not yet converted.</summary>
/// <param name="Values">The texts; none for a flag without a value.</param>
/// <param name="Origin">Where they were written, for messages.</param>
/// <param name="FileFolder">Folder to which relative paths refer; the current one if null.</param>
internal sealed record RawValue(IReadOnlyList<string> Values, string Origin, string? FileFolder);
