namespace MimRepro.Models.Checkpoints;

/// <summary>A file of weights is damaged, or does not fit the model. The message names the file and every fault found.</summary>
public sealed class CheckpointException(string message) : Exception(message);
