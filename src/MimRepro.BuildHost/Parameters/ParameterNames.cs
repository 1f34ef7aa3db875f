using System.Text;

namespace MimRepro.BuildHost.Parameters;

/// <summary>One name, several spellings: <c>DataRoot</c>, <c>--data-root</c>, <c>dataroot</c>, <c>DATA_ROOT</c>.</summary>
internal static class ParameterNames
{
    public static bool Same(string first, string second)
    {
        int i = 0, j = 0;
        while (true)
        {
            i = NextLetter(first, i);
            j = NextLetter(second, j);
            if (i == first.Length || j == second.Length)
            {
                return i == first.Length && j == second.Length;
            }

            if (char.ToUpperInvariant(first[i++]) != char.ToUpperInvariant(second[j++]))
            {
                return false;
            }
        }
    }

    /// <summary>The spelling of the command line, without the leading dashes: <c>DataRoot</c> gives <c>data-root</c>.</summary>
    public static string Dashed(string name)
    {
        var text = new StringBuilder();
        for (var index = 0; index < name.Length; index++)
        {
            if (index > 0 && char.IsUpper(name[index]) && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1]))))
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(name[index]));
        }

        return text.ToString();
    }

    private static int NextLetter(string name, int index)
    {
        while (index < name.Length && !char.IsLetterOrDigit(name[index]))
        {
            index++;
        }

        return index;
    }
}
