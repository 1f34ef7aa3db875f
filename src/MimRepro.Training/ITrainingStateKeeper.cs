using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>Keeps the state of a training outside of its process, so that one that was killed goes on and ends the same, bit for bit.</summary>
/// <remarks>When state is saved changes no result, so it may depend on the clock.</remarks>
public interface ITrainingStateKeeper
{
    /// <summary>Updates that the state found has behind it; 0 if none was found.</summary>
    long StepsDone { get; }

    /// <summary>Copies the state found into these tensors; called once, before the first update, if <see cref="StepsDone"/> is above 0.</summary>
    void Restore(IReadOnlyList<(string Name, Tensor Value)> state);

    /// <summary>Asked after each update but the last.</summary>
    bool IsDue { get; }

    /// <param name="stepsDone">Updates done.</param>
    /// <param name="state">Everything that later updates depend on; valid during the call.</param>
    void Save(long stepsDone, IReadOnlyList<(string Name, Tensor Value)> state);
}
