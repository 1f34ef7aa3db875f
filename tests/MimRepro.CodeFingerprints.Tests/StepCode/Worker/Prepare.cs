using System.IO;

namespace Steps.Worker;

public static class Prepare
{
    public static void Run(Context context)
    {
        File.WriteAllText(Path.Combine(context.Output, "data.txt"), "1 2 3");
        using Stream words = typeof(Prepare).Assembly.GetManifestResourceStream("words.txt")!;
        using var reader = new StreamReader(words);
        context.Finish(Count(reader.ReadToEnd()));
    }

    private static int Count(string text)
    {
        int lines = 0;
        foreach (char letter in text)
        {
            if (letter == '\n')
            {
                lines++;
            }
        }

        return lines;
    }
}
