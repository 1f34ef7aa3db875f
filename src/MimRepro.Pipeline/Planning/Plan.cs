namespace MimRepro.Pipeline;

/// <summary>What a run would do with a step. <c>Depends</c>: an input is made anew, and only its content decides.</summary>
public enum PlannedAction { Cached, Run, Depends }

/// <summary>A step of a plan.</summary>
/// <param name="Step">The step.</param>
/// <param name="Action">What a run would do with it.</param>
/// <param name="Reasons">Why it is not cached, most telling first; empty if it is.</param>
/// <param name="Fingerprint">Its fingerprint; null while an input's content is not known.</param>
/// <param name="Record">The record that it is cached by, or null.</param>
/// <param name="Estimate">How long it took last, or else the step's own estimate.</param>
public sealed record PlannedStep(Step Step, PlannedAction Action, IReadOnlyList<RerunReason> Reasons, Fingerprint? Fingerprint, ActionRecord? Record, TimeSpan Estimate);

/// <summary>What a run would do, in an order in which it could be done.</summary>
/// <param name="Steps">Steps of the chosen experiments and all that they need, inputs first.</param>
/// <param name="Slots">Steps side by side.</param>
/// <param name="EstimatedTime">Wall time if every step that depends runs: a simulation of the scheduler.</param>
public sealed record Plan(IReadOnlyList<PlannedStep> Steps, int Slots, TimeSpan EstimatedTime)
{
    public bool AllCached => Steps.All(step => step.Action == PlannedAction.Cached);
}
