namespace MimRepro.Models;

/// <summary>A tensor does not have the shape that the model was built for. The message names both shapes.</summary>
public sealed class ShapeException(string message) : Exception(message);
