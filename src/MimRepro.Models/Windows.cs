using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>Square windows of tokens, and which of their tokens may see each other (microsoft/Swin-Transformer models/swin_transformer.py).</summary>
internal static class Windows
{
    /// <summary>Added to the scores of pairs that a shift has brought together from opposite edges.</summary>
    private const double Forbidden = -100;

    public static long TableRows(int window) => (2L * window - 1) * (2L * window - 1);

    /// <summary>The row of each pair (query, key) in a table of all offsets, row by row.</summary>
    /// <returns>[N, N], int64. The caller owns it.</returns>
    public static Tensor RelativePositionIndex(int window)
    {
        int tokens = window * window;
        var index = new long[(long)tokens * tokens];
        for (int query = 0; query < tokens; query++)
        {
            (int queryY, int queryX) = Math.DivRem(query, window);
            for (int key = 0; key < tokens; key++)
            {
                (int keyY, int keyX) = Math.DivRem(key, window);
                index[(long)query * tokens + key] = (queryY - keyY + window - 1) * (2L * window - 1) + (queryX - keyX + window - 1);
            }
        }
        return tensor(index, [tokens, tokens]);
    }

    /// <summary>Log-spaced coordinates of all offsets: sign(t) · log2(1 + |t|) / log2 8 with t = 8 · offset / (window − 1) (SwinV2 eq. 4).</summary>
    /// <param name="window">Tokens a side.</param>
    /// <param name="pretrained">The window whose offsets reach from −1 to 1; 0 takes <paramref name="window"/>.</param>
    /// <returns>[1, 2w − 1, 2w − 1, 2], (y, x), float32. The caller owns it.</returns>
    public static Tensor RelativeCoordinates(int window, int pretrained)
    {
        using DisposeScope scope = NewDisposeScope();
        // The reference divides 0 by 0 in a window of one token; its only offset is 0.
        double reach = Math.Max((pretrained > 0 ? pretrained : window) - 1, 1);
        Tensor offset = arange(1 - window, window, ScalarType.Float32) / reach * 8;
        Tensor spaced = offset.sign() * (offset.abs() + 1).log2() / Math.Log2(8);
        Tensor[] axes = meshgrid([spaced, spaced], indexing: "ij");
        return stack(axes, -1).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>What to add to the scores of shifted windows, so that no token sees one from the opposite edge of the map.</summary>
    /// <returns>[nW, N, N]: 0, or −100 where two tokens do not lie together. The caller owns it.</returns>
    public static Tensor ShiftMask(int height, int width, int window, int shift, Device? device = null)
    {
        using DisposeScope scope = NewDisposeScope();
        var region = new float[height * width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                region[y * width + x] = 3 * Band(y, height) + Band(x, width);
        Tensor regions = tensor(region, device: device).view(height / window, window, width / window, window)
            .permute(0, 2, 1, 3).reshape(-1, (long)window * window);
        return (regions.unsqueeze(1).ne(regions.unsqueeze(2)).to(ScalarType.Float32) * Forbidden).MoveToOuterDisposeScope();

        int Band(int place, int size) => place < size - window ? 0 : place < size - shift ? 1 : 2;
    }

    /// <summary>Places of a window's tokens as (y, x), [N, 2].</summary>
    public static long[,] Places(int height, int width)
    {
        var places = new long[height * width, 2];
        for (int token = 0; token < height * width; token++)
            (places[token, 0], places[token, 1]) = Math.DivRem(token, (long)width);
        return places;
    }
}
