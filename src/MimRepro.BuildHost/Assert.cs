using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MimRepro.BuildHost;

/// <summary>Conditions that a build relies on. The message of a failed one is all that the user sees.</summary>
public static class Assert
{
    /// <summary>Ends the target, or the build, with this message.</summary>
    [DoesNotReturn]
    public static void Fail(string message, Exception? exception = null) => throw new Exception(message, exception);

    /// <summary>Ends the target, or the build, unless the condition holds.</summary>
    public static void True(
        [DoesNotReturnIf(false)] bool condition,
        string? message = null,
        [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (!condition)
        {
            throw new ArgumentException(message ?? $"Expected to be true: {argumentExpression}");
        }
    }

    /// <summary>Ends the target, or the build, if the condition holds.</summary>
    public static void False(
        [DoesNotReturnIf(true)] bool condition,
        string? message = null,
        [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (condition)
        {
            throw new ArgumentException(message ?? $"Expected to be false: {argumentExpression}");
        }
    }

    /// <summary>The object itself; ends the target, or the build, if it is null.</summary>
    public static T NotNull<T>(
        [NotNull] this T? obj,
        string? message = null,
        [CallerArgumentExpression(nameof(obj))] string? argumentExpression = null)
        where T : class =>
        obj ?? throw new ArgumentException(message ?? $"Expected to be not null: {argumentExpression}");

    /// <summary>Ends the target, or the build, unless the file exists.</summary>
    public static void FileExists(
        string path, string? message = null, [CallerArgumentExpression(nameof(path))] string? argumentExpression = null) =>
        True(File.Exists(path), message ?? $"File does not exist: {path}", argumentExpression);

    /// <summary>Ends the target, or the build, unless the folder exists.</summary>
    public static void DirectoryExists(
        string path, string? message = null, [CallerArgumentExpression(nameof(path))] string? argumentExpression = null) =>
        True(Directory.Exists(path), message ?? $"Folder does not exist: {path}", argumentExpression);
}
