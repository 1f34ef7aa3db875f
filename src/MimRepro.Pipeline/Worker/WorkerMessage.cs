namespace MimRepro.Pipeline.Worker;

/// <summary>A line of JSON on the worker's standard output.</summary>
/// <param name="Type"><c>progress</c>, <c>resumed</c> or <c>error</c>.</param>
/// <param name="Done">Units done so far.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Rate">Units a second, or null.</param>
/// <param name="Unit">What is counted: <c>images</c>, <c>files</c>.</param>
/// <param name="Text">Where the work stands, or the error message.</param>
/// <param name="Seconds">Of a step that goes on: how long its earlier attempts worked for what it goes on from.</param>
public sealed record WorkerMessage(string Type, long Done = 0, long Total = 0, double? Rate = null, string Unit = "", string Text = "", double? Seconds = null)
{
    public const string Progress = "progress";
    public const string Resumed = "resumed";
    public const string Error = "error";
}

/// <summary>How a worker process ends.</summary>
public static class WorkerExitCode
{
    public const int Ok = 0;
    public const int Fault = 1;
    public const int UserInput = 2;
}
