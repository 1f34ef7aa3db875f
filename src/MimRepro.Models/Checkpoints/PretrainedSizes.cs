using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>Fits the tensors of a pre-training that depend on image or window size to a model of other sizes.</summary>
internal static class PretrainedSizes
{
    /// <summary>Rows of a table for each class token: it to patches, patches to it, it to itself.</summary>
    private const int TableRowsOfClassToken = 3;

    /// <summary>Replaces what can be resized; what cannot keeps its shape, for <see cref="StateDictFit"/> to refuse.</summary>
    /// <param name="source">Tensors of the file under the model's keys; changed.</param>
    /// <param name="target">The model's tensors.</param>
    /// <param name="classTokens">Tokens of the family that have no place in the image.</param>
    /// <param name="tables">How tables of relative position biases are resized.</param>
    /// <returns>Keys of the resized tensors.</returns>
    public static IReadOnlyList<string> Fit(
        SortedDictionary<string, Tensor> source, SortedDictionary<string, Tensor> target, int classTokens, TableResizing tables)
    {
        var resized = new List<string>();
        foreach ((string key, Tensor wanted) in target)
        {
            if (!source.TryGetValue(key, out Tensor? got) || StateDictFit.SameShape(got, wanted))
                continue;
            if (Fitted(key, got, wanted, classTokens, tables) is not { } fitted)
                continue;
            source[key] = fitted;
            resized.Add(key);
        }
        return resized;
    }

    private static Tensor? Fitted(string key, Tensor got, Tensor wanted, int classTokens, TableResizing tables)
    {
        if (got.dim() != wanted.dim() || got.shape[^1] != wanted.shape[^1])
            return null; // other heads or channels: nothing that resizing could mend
        return (key.Split('.')[^1], got.dim()) switch
        {
            ("relative_position_bias_table", 2) => PositionTables.Resize(got, wanted.shape[0], TableRowsOfClassToken * classTokens, tables),
            ("absolute_pos_embed" or "pos_embed", 3) => PositionTables.ResizeEmbedding(got, wanted.shape[1], classTokens),
            _ => null,
        };
    }
}
