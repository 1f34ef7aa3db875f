namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>How much memory the values of a pickle may take: a file of a few bytes cannot ask for gigabytes.</summary>
/// <param name="limit">Bytes. Charges are estimates of what is allocated, garbage included.</param>
internal sealed class ReadBudget(long limit)
{
    /// <summary>What one of each allocates, as measured: a slot and an entry are of a list and a table that grow, a line is of text.</summary>
    public const int Small = 24, Tuple = 64, Container = 160, Slot = 16, Entry = 136, Line = 320, Call = 256, Tensor = 1600;

    private long spent;

    /// <summary>Enough for every checkpoint of real tensors, whose pickle is a small part of the file.</summary>
    public static ReadBudget ForFile(long fileBytes) => new(3 * fileBytes + (40L << 20));

    public void Charge(long bytes)
    {
        spent += bytes;
        if (spent > limit)
            throw new CheckpointFault($"its values would take more than {limit} bytes of memory")
            {
                Cause = "A few bytes that stand for many values: a file that is made to exhaust memory looks like this.",
                Cure = "Do not trust it. If it is yours, save the state dict alone.",
            };
    }
}
