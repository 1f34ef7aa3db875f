namespace MimRepro.Pipeline;

/// <summary>The store cannot take what it is given, most often because the disk is full. What it held before is whole. Exit code 1.</summary>
public sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);
