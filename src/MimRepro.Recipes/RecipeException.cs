namespace MimRepro.Recipes;

/// <summary>A recipe cannot be run as it stands. The message lists every fault found, for the person who wrote it.</summary>
public sealed class RecipeException(string message) : Exception(message);
