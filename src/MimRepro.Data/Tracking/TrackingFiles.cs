using System.Collections;
using MimRepro.Recipes;

namespace MimRepro.Data.Tracking;

/// <summary>The sequences of one split of GOT-10k, LaSOT or TrackingNet, as these sets are unpacked. Frames are read whenever one is asked for.</summary>
/// <remarks>
/// When a set is opened every line of its annotations is checked, and that frames are there and as many as annotations; a picture is
/// checked when it is read. Layouts: got-10k/toolkit got10k/datasets/, LitingLin/SwinTrack datasets/SOT/seed/Impl/.
/// </remarks>
public sealed class TrackingFiles : IReadOnlyList<ITrackingSequence>
{
    public const string Got10k = "got-10k";
    public const string Lasot = "lasot";
    public const string TrackingNet = "trackingnet";

    private const int FaultsShown = 10;
    private static readonly string[] Known = [Got10k, Lasot, TrackingNet];

    private readonly ITrackingSequence[] _sequences;

    private TrackingFiles(ITrackingSequence[] sequences, string[] leftOut) => (_sequences, LeftOut) = (sequences, leftOut);

    /// <summary>Opens a split of a data set.</summary>
    /// <param name="dataset"><see cref="Got10k"/>, <see cref="Lasot"/> or <see cref="TrackingNet"/>.</param>
    /// <param name="root">
    /// GOT-10k: holds <c>train</c>, <c>val</c> or <c>test</c> with <c>list.txt</c>. LaSOT: holds the folders of classes, and
    /// <c>training_set.txt</c> or <c>testing_set.txt</c>. TrackingNet: holds <c>TRAIN_0</c> … <c>TRAIN_11</c> or <c>TEST</c>.
    /// </param>
    /// <param name="split"><c>train</c>, <c>test</c>, or <c>val</c> of GOT-10k. Of the test splits of GOT-10k and TrackingNet only first boxes are public.</param>
    /// <param name="toleratedBadRecords">
    /// So many faults are accepted and told in <see cref="LeftOut"/>: a line at fault leaves its frame without a box, any other fault
    /// leaves out the sequence.
    /// </param>
    /// <exception cref="RecipeException">Unknown data set or split.</exception>
    /// <exception cref="DataFormatException">The set is not there, holds nothing usable, or has more faults; the first ten are named with file and line.</exception>
    public static TrackingFiles Open(string dataset, string root, string split, int toleratedBadRecords = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(toleratedBadRecords);
        var layout = dataset switch
        {
            Got10k => TrackingLayouts.Got10k(root, split),
            Lasot => TrackingLayouts.Lasot(root, split),
            TrackingNet => TrackingLayouts.TrackingNet(root, split),
            _ => throw new RecipeException($"No reader for data set '{dataset}'.\n  member:     Data.Dataset\n  expected:   {string.Join(" or ", NearestName.Sort(dataset, Known))}\n  got:        {dataset}"),
        };
        if (layout is null)
            throw new RecipeException($"Data set '{dataset}' has no split '{split}'.\n  member:     Data.Split\n  expected:   train or test{(dataset == Got10k ? " or val" : "")}\n  got:        {split}");

        var read = layout.Sequences.AsParallel().AsOrdered().Select(sequence => sequence()).ToArray();
        string[] faults = [.. layout.Faults, .. read.SelectMany(sequence => sequence.Faults)];
        if (faults.Length > toleratedBadRecords)
            throw new DataFormatException(
                $"Records of a tracking set are faulty: {faults.Length}, in {read.Length} sequences.\n  data set:   {dataset}, {split}\n  folder:     {root}\n  expected:   at most {toleratedBadRecords} (ToleratedBadRecords)\n"
                + string.Concat(faults.Take(FaultsShown).Select(fault => $"  {fault}\n")) + (faults.Length > FaultsShown ? $"  … ({faults.Length - FaultsShown} more)\n" : "")
                + "  The copy is incomplete, damaged, or not unpacked as the data set's authors do.\n  Complete it, or raise ToleratedBadRecords in the recipe to do without such records.");
        ITrackingSequence[] sound = [.. read.Select(sequence => sequence.Sequence).OfType<ITrackingSequence>()];
        return sound.Length > 0 ? new(sound, faults)
            : throw new DataFormatException($"A tracking set has no sound sequence.\n  data set:   {dataset}, {split}\n  folder:     {root}\n  expected:   one sequence or more\n  got:        {read.Length} sequences, {faults.Length} faults\n  Unpack the data set anew.");
    }

    public int Count => _sequences.Length;

    /// <summary>Faults that were tolerated, each with its file and line.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    public ITrackingSequence this[int index] => _sequences[index];

    public IEnumerator<ITrackingSequence> GetEnumerator() => _sequences.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
