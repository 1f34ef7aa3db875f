namespace MimRepro.Pipeline;

/// <summary>One small function for each reason to run a step again; the decision and its explanation are the same code.</summary>
internal static class RerunReasons
{
    private const int ShownDigits = 8;

    /// <summary>What differs between a fingerprint and the nearest earlier one of the same step, most telling first.</summary>
    /// <param name="now">Parts of the fingerprint now.</param>
    /// <param name="before">Those of the earlier one; null if the step never ran.</param>
    /// <param name="methodsChanged">Says what changed since the manifest with a hash; nothing if that is not known any more.</param>
    public static IReadOnlyList<RerunReason> Compare(
        IReadOnlyList<KeyValuePair<string, string>> now, IReadOnlyList<FingerprintPart>? before, Func<string, IReadOnlyList<string>> methodsChanged)
    {
        if (before is null) return [NeverRan()];
        Dictionary<string, string> old = before.ToDictionary(part => part.Name, part => part.Value, StringComparer.Ordinal);
        Dictionary<string, string> current = now.ToDictionary(StringComparer.Ordinal);
        return [.. RecipeChanged(current, old), .. InputChanged(current, old), .. CodeChanged(current, old, methodsChanged), .. EnvironmentChanged(current, old)];
    }

    public static RerunReason NeverRan() => new(RerunCause.NeverRan, "has not run yet");

    public static RerunReason ArtifactMissing(string artifact) => new(RerunCause.ArtifactMissing, $"its artifact {Short(artifact)} is not in the store");

    public static RerunReason ArtifactDamaged(string artifact, string fault) => new(RerunCause.ArtifactDamaged, $"its artifact {Short(artifact)} is damaged: {fault}");

    public static RerunReason InputRuns(string role, string step) => new(RerunCause.InputRuns, $"input {role} is made anew by {step}");

    public static IEnumerable<RerunReason> RecipeChanged(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before)
    {
        if (Value(now, Fingerprint.KindPart) != Value(before, Fingerprint.KindPart))
            yield return new(RerunCause.RecipeChanged, $"kind: {Value(before, Fingerprint.KindPart)} → {Value(now, Fingerprint.KindPart)}");
        if (Value(now, Fingerprint.RecipePart) == Value(before, Fingerprint.RecipePart)) yield break;
        foreach (string difference in RecipeDifference.Members(Value(before, Fingerprint.RecipePart), Value(now, Fingerprint.RecipePart)))
            yield return new(RerunCause.RecipeChanged, $"recipe {difference}");
    }

    public static IEnumerable<RerunReason> InputChanged(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before) =>
        Changed(now, before, Fingerprint.InputPrefix, RerunCause.InputChanged, "input");

    public static IEnumerable<RerunReason> CodeChanged(
        IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before, Func<string, IReadOnlyList<string>> methodsChanged)
    {
        foreach (string name in ChangedNames(now, before, Fingerprint.CodePrefix))
            yield return name == Fingerprint.MethodsPart
                ? Methods(methodsChanged(Value(before, name)))
                : Difference(now, before, name, Fingerprint.CodePrefix, RerunCause.CodeChanged, "code:");
    }

    public static IEnumerable<RerunReason> EnvironmentChanged(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before)
    {
        if (Value(now, Fingerprint.FormatPart) != Value(before, Fingerprint.FormatPart))
            yield return new(RerunCause.EnvironmentChanged, $"engine format: {Value(before, Fingerprint.FormatPart)} → {Value(now, Fingerprint.FormatPart)}");
        foreach (RerunReason reason in Changed(now, before, Fingerprint.EnvironmentPrefix, RerunCause.EnvironmentChanged, "environment"))
            yield return reason;
    }

    private static RerunReason Methods(IReadOnlyList<string> lines)
    {
        string more = lines.Count > 1 ? $" (and {lines.Count - 1} more)" : "";
        return new(RerunCause.CodeChanged, lines.Count == 0 ? "code: methods changed" : $"code: {lines[0]}{more}", lines);
    }

    private static IEnumerable<RerunReason> Changed(
        IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before, string prefix, RerunCause cause, string what) =>
        ChangedNames(now, before, prefix).Select(name => Difference(now, before, name, prefix, cause, what));

    private static IEnumerable<string> ChangedNames(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before, string prefix) =>
        now.Keys.Union(before.Keys).Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && Value(now, name) != Value(before, name)).Order(StringComparer.Ordinal);

    private static RerunReason Difference(
        IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before, string name, string prefix, RerunCause cause, string what) =>
        new(cause, $"{what} {name[prefix.Length..]}: {Short(Value(before, name))} → {Short(Value(now, name))}");

    private static string Value(IReadOnlyDictionary<string, string> parts, string name) => parts.TryGetValue(name, out string? value) ? value : "(none)";

    private static string Short(string value) => value.Length == 64 && value.All(char.IsAsciiHexDigit) ? value[..ShownDigits] : value;
}
