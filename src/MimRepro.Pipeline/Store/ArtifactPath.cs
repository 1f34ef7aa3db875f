namespace MimRepro.Pipeline;

/// <summary>Relative paths of an artifact's files: with forward slashes, and never out of the folder.</summary>
internal static class ArtifactPath
{
    private const int MaximumLength = 400;

    public static bool IsSafe(string? path) => path is { Length: > 0 and <= MaximumLength }
        && !path.Any(letter => char.IsControl(letter) || letter is '\\' or ':')
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
