namespace MimRepro.Pipeline;

/// <summary>A step did not end well. The message is for the person who was away meanwhile.</summary>
/// <param name="step">Name of the step.</param>
/// <param name="message">What is wrong, where, got and expected, usual cause, what to do.</param>
/// <param name="isUserInput">The worker says that the user's input is the cause: exit code 2 instead of 1.</param>
public sealed class StepFailedException(string step, string message, bool isUserInput = false) : Exception(message)
{
    public string Step { get; } = step;
    public bool IsUserInput { get; } = isUserInput;
}
