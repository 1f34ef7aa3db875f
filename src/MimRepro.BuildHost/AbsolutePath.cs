namespace MimRepro.BuildHost;

/// <summary>A rooted path without <c>.</c>, <c>..</c> or a trailing separator; <c>root / "folder" / "file"</c> goes down from it.</summary>
public class AbsolutePath
{
    private readonly string _path;

    private AbsolutePath(string path) => _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>The path of this text, which must be rooted.</summary>
    /// <exception cref="ArgumentException">The text is no rooted path.</exception>
    public static AbsolutePath Create(string path)
    {
        Assert.True(Path.IsPathRooted(path), $"Path '{path}' must be rooted");
        return new AbsolutePath(path);
    }

    /// <summary>Last part: name of the file or folder.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Last part without its extension.</summary>
    public string NameWithoutExtension => Path.GetFileNameWithoutExtension(_path);

    /// <summary>Extension with its dot, or nothing.</summary>
    public string Extension => Path.GetExtension(_path);

    /// <summary>The folder above; null for the root of the file system.</summary>
    public AbsolutePath? Parent => Path.GetDirectoryName(_path) is { } parent ? new AbsolutePath(parent) : null;

    /// <inheritdoc cref="Create"/>
    public static implicit operator AbsolutePath?(string? path) => path is null ? null : Create(path);

    /// <summary>The path as text.</summary>
    public static implicit operator string(AbsolutePath path) => path?.ToString()!;

    /// <summary>A path below this one.</summary>
    /// <exception cref="ArgumentException"><paramref name="right"/> is rooted.</exception>
    public static AbsolutePath operator /(AbsolutePath left, string? right)
    {
        Assert.False(Path.IsPathRooted(right), $"Path '{right}' cannot follow '{left}': it is rooted");
        return new AbsolutePath(Path.Combine(left._path, right ?? ""));
    }

    /// <summary>The path with text added to its last part.</summary>
    public static AbsolutePath operator +(AbsolutePath left, string? right) => new(left._path + right);

    /// <summary>True if both are the same text (on Windows: but for case).</summary>
    public static bool operator ==(AbsolutePath? a, AbsolutePath? b) => Equals(a, b);

    /// <summary>True if they differ.</summary>
    public static bool operator !=(AbsolutePath? a, AbsolutePath? b) => !Equals(a, b);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AbsolutePath other && Comparer.Equals(_path, other._path);

    /// <inheritdoc/>
    public override int GetHashCode() => Comparer.GetHashCode(_path);

    /// <inheritdoc/>
    public override string ToString() => _path;

    private static StringComparer Comparer => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
