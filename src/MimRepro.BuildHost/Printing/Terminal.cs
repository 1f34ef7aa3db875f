namespace MimRepro.BuildHost.Printing;

internal enum Style
{
    Plain = 0,
    Strong = 1,
    Faint = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
}

/// <summary>Where the build prints: with colours if a person looks on, without if a file or a program does.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool hasColours, int width)
{
    public static Terminal OfProcess()
    {
        var isPlain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new Terminal(Console.Out, Console.Error, !isPlain, isPlain ? 100 : Math.Clamp(Console.WindowWidth, 60, 120));
    }

    public bool HasColours => hasColours;

    public int Width => width;

    public void Line(string text = "") => output.WriteLine(text);

    public void Error(string text)
    {
        output.Flush();
        error.WriteLine(hasColours ? Styled(text, Style.Red) : text);
    }

    public string Styled(string text, Style style) => hasColours && style != Style.Plain ? $"\e[{(int)style}m{text}\e[0m" : text;
}
