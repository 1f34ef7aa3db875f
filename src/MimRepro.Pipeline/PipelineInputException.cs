namespace MimRepro.Pipeline;

/// <summary>The user's input cannot be used as it stands: an unknown name, a faulty graph, a store that cannot be written. Exit code 2.</summary>
public sealed class PipelineInputException(string message, Exception? cause = null) : Exception(message, cause);
