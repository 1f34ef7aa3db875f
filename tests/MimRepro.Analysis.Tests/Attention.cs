using TorchSharp;
using static TorchSharp.torch;

// One thread and one test at a time: libtorch's threads would slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MimRepro.Analysis.Tests;

/// <summary>Attention to measure.</summary>
internal static class Attention
{
    static Attention() => set_num_threads(1);

    /// <summary>Every query looks at all keys alike.</summary>
    public static Tensor Uniform(int heads, int tokens) => full(2, heads, tokens, tokens, 1f / tokens);

    /// <summary>Every query looks at itself.</summary>
    public static Tensor Diagonal(int heads, int tokens) => eye(tokens).expand(2, heads, tokens, tokens).clone();

    public static Tensor Random(int images, int heads, int tokens, int seed = 0)
    {
        manual_seed(seed);
        return (randn(images, heads, tokens, tokens) * 2).softmax(-1);
    }

    public static long[,] Grid(int height, int width)
    {
        var grid = new long[height * width, 2];
        for (var token = 0; token < height * width; token++)
            (grid[token, 0], grid[token, 1]) = (token / width, token % width);
        return grid;
    }

    public static double[] Values(Tensor heads) => heads.data<double>().ToArray();
}
