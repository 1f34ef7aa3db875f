using System.Text;

namespace MimRepro.Models.Checkpoints;

/// <summary>What is wrong with a file, found somewhere that does not know the file's name; <see cref="CheckpointFile"/> adds it.</summary>
internal sealed class CheckpointFault(string what) : FormatException(what)
{
    private const string UsualCause = "A file that was cut short or altered looks like this.";
    private const string UsualCure = "Fetch or make it again.";

    /// <summary>Part of the file, and the byte in it.</summary>
    public string? Where { get; init; }

    public string? Expected { get; init; }

    public string? Got { get; init; }

    public string Cause { get; init; } = UsualCause;

    public string Cure { get; init; } = UsualCure;

    public CheckpointFault At(string place) =>
        Where is not null ? this : new CheckpointFault(Message) { Where = place, Expected = Expected, Got = Got, Cause = Cause, Cure = Cure };

    /// <summary>The five parts: what, where, expected and got, usual cause, cure.</summary>
    public CheckpointException In(string path)
    {
        var text = new StringBuilder($"Checkpoint cannot be read: {Message.TrimEnd('.')}.\n  file:       {path}\n");
        if (Where is not null) text.Append($"  where:      {Where}\n");
        if (Expected is not null) text.Append($"  expected:   {Expected}\n");
        if (Got is not null) text.Append($"  got:        {Got}\n");
        text.Append($"  {Cause}\n  {Cure}");
        return new CheckpointException(text.ToString());
    }

    /// <summary>Text out of a file, short and without control characters, for a message.</summary>
    public static string Shown(string text)
    {
        const int Longest = 80;
        var shown = new StringBuilder("'");
        foreach (char letter in text.AsSpan(0, Math.Min(text.Length, Longest)))
            shown.Append(char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter);
        return shown.Append(text.Length > Longest ? "…'" : "'").ToString();
    }
}
