using System.Globalization;
using MimRepro.Recipes;

namespace MimRepro.Models.Recognition;

/// <summary>What the user knows of a checkpoint that its tensors do not say: <c>FAMILY,heads=N,image=N,window=N</c>.</summary>
/// <param name="Family">One of <see cref="Families"/>; null if only sizes were given.</param>
/// <param name="Heads">Attention heads of a ViT.</param>
/// <param name="Image">Side of the square images in pixels.</param>
/// <param name="Window">Tokens a side of a Swin window.</param>
public sealed record ArchitectureHints(string? Family, int? Heads, int? Image, int? Window)
{
    public static IReadOnlyList<string> Families { get; } = ["vit", "swin", "swinv2", "replknet"];

    private static readonly string[] Sizes = ["heads", "image", "window"];

    /// <summary>Reads the text of <c>--architecture</c>; null or empty hints at nothing.</summary>
    /// <exception cref="RecipeException">An unknown family or size, or a size that is not a whole number from 1.</exception>
    public static ArchitectureHints Parse(string? text)
    {
        string? family = null;
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=') is [var name, var value])
                sizes[Known(name, Sizes, text!)] = Size(name, value, text!);
            else if (family is null)
                family = Known(part, Families, text!);
            else
                throw Fault(text!, part, "one family, then sizes");
        }
        return new ArchitectureHints(family, Of("heads"), Of("image"), Of("window"));

        int? Of(string name) => sizes.TryGetValue(name, out int size) ? size : null;
    }

    private static string Known(string name, IReadOnlyList<string> known, string text) =>
        known.Contains(name) ? name : throw Fault(text, name, string.Join(" | ", known));

    private static int Size(string name, string value, string text) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is > 0 and <= 1 << 14
            ? size : throw Fault(text, $"{name}={value}", "a whole number from 1 to 16384");

    private static RecipeException Fault(string text, string got, string expected) => new(
        $"The architecture cannot be read.\n  parameter:  --architecture {text}\n  got:        {got}\n  expected:   {expected}\n  Write for example: swinv2,window=16,image=256 or vit,heads=12");
}
