namespace MimRepro.Data;

/// <summary>A data set or one of its files is missing, damaged or not what it should be. The message is for the person who supplies it.</summary>
public sealed class DataFormatException(string message, Exception? cause = null) : Exception(message, cause);
