namespace MimRepro.BuildHost;

/// <summary>What the user typed or wrote is wrong. The message is all that is printed; the build ends with exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
