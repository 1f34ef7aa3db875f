using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>Relative positions of the tokens of a grid, with a class token in front (microsoft/SimMIM models/vision_transformer.py).</summary>
internal static class RelativePositions
{
    /// <summary>Rows at the end of a table: class token to patch, patch to class token, class token to itself.</summary>
    public const int ClassTokenRows = 3;

    public static long TableRows(int height, int width) => (2L * height - 1) * (2L * width - 1) + ClassTokenRows;

    /// <returns>The table row of each pair (query, key), [1 + height x width, 1 + height x width], int64. The caller owns it.</returns>
    public static Tensor Index(int height, int width)
    {
        long tokens = 1L + (long)height * width;
        long rows = TableRows(height, width);
        var index = new long[tokens * tokens];
        for (long query = 1; query < tokens; query++)
        {
            (long queryY, long queryX) = Math.DivRem(query - 1, width);
            for (long key = 1; key < tokens; key++)
            {
                (long keyY, long keyX) = Math.DivRem(key - 1, width);
                index[query * tokens + key] = (queryY - keyY + height - 1) * (2L * width - 1) + (queryX - keyX + width - 1);
            }
            index[query] = rows - 3;           // class token looks at a patch
            index[query * tokens] = rows - 2;  // patch looks at the class token
        }
        index[0] = rows - 1;
        return tensor(index, [tokens, tokens]);
    }

    /// <summary>One bias for each pair of tokens and each head.</summary>
    /// <param name="table">[rows, nH].</param>
    /// <param name="index">[N, N].</param>
    /// <returns>[nH, N, N], contiguous.</returns>
    public static Tensor Bias(Tensor table, Tensor index)
    {
        long tokens = index.shape[0], heads = table.shape[1];
        using Tensor rows = index.view(1, -1).expand(heads, -1);
        using Tensor transposed = table.t();
        using Tensor pairs = transposed.gather(1, rows); // [nH, N·N]: the layout that attention adds
        return pairs.view(heads, tokens, tokens);
    }
}
