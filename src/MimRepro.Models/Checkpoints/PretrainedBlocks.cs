using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>Gives blocks of a model the weights of other pre-trained blocks: some are left out, or their order is changed.</summary>
/// <remarks>PAPER.md, claims C6 (the last blocks dropped) and C8 (the blocks' weights shuffled).</remarks>
internal static partial class PretrainedBlocks
{
    [GeneratedRegex(@"^(?:(?:layers|stages)\.(?<stage>\d+)\.)?blocks\.(?<block>\d+)\.")]
    private static partial Regex Block();

    /// <summary>Blocks of a state dict in order, counted over all stages: the beginning of their keys.</summary>
    public static string[] PrefixesOf(IEnumerable<string> keys) =>
        [.. keys.Select(key => Block().Match(key)).Where(match => match.Success)
            .Select(match => (Stage: Number(match.Groups["stage"]), Block: Number(match.Groups["block"]), match.Value))
            .Distinct().Order().Select(block => block.Value)];

    /// <summary>Replaces the blocks of <paramref name="source"/>: block i becomes what block <paramref name="order"/>[i] was.</summary>
    /// <param name="source">A file's state dict, changed in place.</param>
    /// <param name="target">Prefixes of the model's blocks.</param>
    /// <param name="order">One pre-trained block, from 0, for each block of the model.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="CheckpointException">The model has another number of blocks than the list, or the file lacks a block.</exception>
    public static void Arrange(SortedDictionary<string, Tensor> source, string[] target, IReadOnlyList<int> order, string path)
    {
        string[] pretrained = PrefixesOf(source.Keys);
        if (order.Count != target.Length)
            throw new CheckpointException($"PretrainedBlocks names {order.Count} blocks for a model of {target.Length}.\n  file:       {path}\n  One pre-trained block is needed for each block of the model.");
        if (order.Any(block => block < 0 || block >= pretrained.Length))
            throw new CheckpointException($"PretrainedBlocks names a block that the file does not have.\n  file:       {path}\n  got:        [{string.Join(", ", order)}]\n  expected:   0 to {pretrained.Length - 1}");
        var blocks = pretrained.ToDictionary(prefix => prefix, prefix => source
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => (Ending: entry.Key[prefix.Length..], entry.Value)).ToArray());
        foreach (var (prefix, members) in blocks)
            foreach (var (ending, _) in members)
                source.Remove(prefix + ending);
        for (int i = 0; i < target.Length; i++)
            foreach (var (ending, value) in blocks[pretrained[order[i]]])
                source[target[i] + ending] = value;
    }

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;
}
