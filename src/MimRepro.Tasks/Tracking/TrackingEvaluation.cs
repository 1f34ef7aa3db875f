namespace MimRepro.Tasks.Tracking;

/// <summary>Tracked sequences and what they score; scores are null where no true box after a first one is known, as in public test splits.</summary>
/// <param name="Sequences">With the boxes predicted, in the order of the set.</param>
/// <param name="Overlap">AO and SR as GOT-10k counts them.</param>
/// <param name="Success">SUC, PRE and normalised PRE of LaSOT as SwinTrack counts them.</param>
public sealed record TrackingEvaluation(IReadOnlyList<TrackedSequence> Sequences, Got10kScore? Overlap, LasotScore? Success)
{
    public static TrackingEvaluation Of(IReadOnlyList<TrackedSequence> sequences)
    {
        TrackedSequence[] scored = [.. sequences.Where(sequence => sequence.Visible.Skip(1).Any(visible => visible))];
        return scored.Length == 0 ? new(sequences, null, null) : new(sequences, Got10kScore.Of(scored), LasotScore.Of(scored, LasotDialect.SwinTrack));
    }
}
