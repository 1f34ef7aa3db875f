using System.Globalization;
using MimRepro.Models.Checkpoints;

namespace MimRepro.Models.Recognition;

/// <summary>Shapes of a backbone's tensors under its own keys, asked for with an expectation.</summary>
internal sealed class KnownTensors(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, string path)
{
    private const int MostBlocks = 1000;

    public bool Has(string name) => shapes.ContainsKey(name);

    /// <summary>A size of a tensor.</summary>
    /// <exception cref="CheckpointException">No such tensor, other dimensions, or a size that no model has.</exception>
    public int Size(string name, int dimension, int dimensions)
    {
        if (!shapes.TryGetValue(name, out IReadOnlyList<long>? shape))
            throw Fault($"'{name}'", "no such tensor");
        if (shape.Count != dimensions || shape[dimension] is < 1 or > 1 << 24)
            throw Fault($"'{name}' with {dimensions} dimensions", $"[{string.Join(", ", shape)}]");
        return (int)shape[dimension];
    }

    /// <summary>How many consecutive numbers, from 0, stand where <paramref name="pattern"/> has its <c>#</c>.</summary>
    public int Count(string pattern)
    {
        int count = 0;
        while (count < MostBlocks && Has(pattern.Replace("#", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)))
            count++;
        return count > 0 ? count : throw Fault($"'{pattern.Replace('#', '0')}'", "no such tensor");
    }

    /// <summary>The side of a square of so many cells.</summary>
    public int SquareSide(int cells, string what)
    {
        int side = (int)Math.Round(Math.Sqrt(cells));
        return side > 0 && side * side == cells ? side : throw Fault($"{what} on a square grid", $"{cells}, which is no square");
    }

    public CheckpointException Fault(string expected, string got) => new(
        $"The checkpoint's architecture cannot be told.\n  file:       {path}\n  expected:   {expected}\n  got:        {got}\n  Its keys are nearly, but not quite, those of a known family.");

    public CheckpointException Missing(string what, string hint) => new(
        $"The checkpoint does not say its {what}.\n  file:       {path}\n  Say it with --architecture {hint}");
}
