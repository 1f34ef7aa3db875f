using MimRepro.Recipes;

namespace MimRepro.Experiments.Costs;

/// <summary>Backbones of every family, layer by layer as MimRepro.Models builds them.</summary>
internal static class BackboneCost
{
    private const int PositionNetworkWidth = 512; // of Swin V2, in every stage

    /// <param name="tally">Takes the layers.</param>
    /// <param name="model">Sizes and variants.</param>
    /// <param name="size">Of one image in pixels.</param>
    /// <param name="classes">Outputs of the head; 0 without one.</param>
    /// <param name="masked">Whether there is a mask token.</param>
    /// <exception cref="ArgumentOutOfRangeException">An unknown family.</exception>
    public static void Add(LayerTally tally, BackboneRecipe model, (int Height, int Width) size, int classes = 0, bool masked = false)
    {
        switch (model)
        {
            case VisionTransformerRecipe vision:
                AddVisionTransformer(tally, vision, size, masked);
                break;
            case SwinRecipe swin:
                AddSwin(tally, swin, size, masked);
                break;
            case RepLkNetRecipe convolutional:
                AddRepLkNet(tally, convolutional, size, masked);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(model), model.GetType().Name, "The layers of this family are not known.");
        }
        if (classes > 0)
            tally.Linear(DerivedNumbers.StageWidth(model, DerivedNumbers.Stages(model) - 1), classes, 1);
    }

    /// <summary>Places of a stage's map.</summary>
    public static double Places(BackboneRecipe model, int stage, (int Height, int Width) size)
    {
        var stride = DerivedNumbers.StageStride(model, stage);
        return (double)Over(size.Height, stride) * Over(size.Width, stride);
    }

    private static void AddVisionTransformer(LayerTally tally, VisionTransformerRecipe model, (int Height, int Width) size, bool masked)
    {
        var (rows, columns, width) = (size.Height / model.PatchSize, size.Width / model.PatchSize, (long)model.EmbedDim);
        var patches = (double)rows * columns;
        var tokens = patches + 1;
        var table = ((2L * rows - 1) * (2L * columns - 1) + 3) * model.Heads; // three for the class token
        tally.Linear((long)model.InChannels * model.PatchSize * model.PatchSize, width, patches);
        tally.Parameters(width); // class token
        if (model.AbsolutePositionEmbedding)
            tally.Parameters((long)tokens * width);
        if (masked)
            tally.Parameters(width);
        if (model.SharedRelativePositionBias)
            tally.Parameters(table);
        for (var block = 0; block < model.Depth; block++)
        {
            tally.LayerNorm(width, tokens);
            tally.Linear(width, 3 * width, tokens, bias: false);
            if (model.QkvBias)
                tally.Parameters(2 * width); // keys have none
            if (model.RelativePositionBias)
                tally.Parameters(table);
            tally.Attention(tokens, tokens, width, model.Heads);
            tally.Linear(width, width, tokens);
            tally.LayerNorm(width, tokens);
            tally.Mlp(width, (long)(width * model.MlpRatio), tokens);
            if (model.LayerScaleInit is null)
                continue;
            tally.Parameters(2 * width);
            tally.Keep(2 * tokens * width);
        }
        tally.LayerNorm(width, model.MeanPooling ? 1 : tokens);
    }

    private static void AddSwin(LayerTally tally, SwinRecipe model, (int Height, int Width) size, bool masked)
    {
        var (rows, columns) = (Over(size.Height, model.PatchSize), Over(size.Width, model.PatchSize));
        tally.Linear((long)model.InChannels * model.PatchSize * model.PatchSize, model.EmbedDim, (double)rows * columns);
        if (model.PatchNorm)
            tally.LayerNorm(model.EmbedDim, (double)rows * columns);
        if (model.AbsolutePositionEmbedding)
            tally.Parameters((long)rows * columns * model.EmbedDim);
        if (masked)
            tally.Parameters(model.EmbedDim);
        for (var stage = 0; stage < model.Depths.Length; stage++)
        {
            var window = model.PadToWindows ? model.WindowSizes[stage] : Math.Min(model.WindowSizes[stage], Math.Min(rows, columns));
            for (var block = 0; block < model.Depths[stage]; block++)
                AddSwinBlock(tally, model, stage, (rows, columns), window);
            if (stage == model.Depths.Length - 1)
                break;
            (rows, columns) = (Over(rows, 2), Over(columns, 2));
            var width = (long)model.EmbedDim << stage;
            tally.Linear(4 * width, 2 * width, (double)rows * columns, bias: false);
            tally.LayerNorm(model is SwinTransformerV2Recipe ? 2 * width : 4 * width, (double)rows * columns); // after it in version 2, before it in version 1
        }
        tally.LayerNorm((long)model.EmbedDim << (model.Depths.Length - 1), (double)rows * columns);
    }

    private static void AddSwinBlock(LayerTally tally, SwinRecipe model, int stage, (int Rows, int Columns) map, int window)
    {
        var (width, heads, second) = ((long)model.EmbedDim << stage, (long)model.Heads[stage], model is SwinTransformerV2Recipe);
        var tokens = (double)map.Rows * map.Columns;
        var windows = (double)Over(map.Rows, window) * Over(map.Columns, window);
        var (inWindow, padded) = ((double)window * window, windows * window * window);
        tally.LayerNorm(width, tokens);
        tally.Linear(width, 3 * width, padded, bias: false);
        if (model.QkvBias)
            tally.Parameters(second ? 2 * width : 3 * width); // keys of version 2 have none
        tally.Parameters(second
            ? heads + 2 * PositionNetworkWidth + PositionNetworkWidth + PositionNetworkWidth * heads // factor of each head; 2 -> 512 -> heads
            : (2L * window - 1) * (2L * window - 1) * heads);
        tally.Attention(inWindow, inWindow, width, heads, windows, cosine: second);
        tally.Linear(width, width, padded);
        tally.LayerNorm(width, tokens);
        tally.Mlp(width, (long)(width * model.MlpRatio), tokens);
    }

    private static void AddRepLkNet(LayerTally tally, RepLkNetRecipe model, (int Height, int Width) size, bool masked)
    {
        var (rows, columns, width) = (Over(size.Height, 2), Over(size.Width, 2), (long)model.Channels[0]);
        if (masked)
            tally.Parameters(width);
        AddNormed(tally, model.InChannels, width, 3, (double)rows * columns, stride: 2);
        AddNormed(tally, width, width, 3, (double)rows * columns, width);
        AddNormed(tally, width, width, 1, (double)rows * columns);
        (rows, columns) = (Over(rows, 2), Over(columns, 2));
        AddNormed(tally, width, width, 3, (double)rows * columns, width, stride: 2);
        for (var stage = 0; stage < model.Depths.Length; stage++)
        {
            width = model.Channels[stage];
            if (stage > 0)
            {
                AddNormed(tally, model.Channels[stage - 1], width, 1, (double)rows * columns);
                (rows, columns) = (Over(rows, 2), Over(columns, 2));
                AddNormed(tally, width, width, 3, (double)rows * columns, width, stride: 2);
            }
            for (var pair = 0; pair < model.Depths[stage]; pair++)
                AddLargeKernelPair(tally, model, stage, (double)rows * columns);
            if (model.Norms == MapNorms.EveryStage || (model.Norms == MapNorms.Last && stage == model.Depths.Length - 1))
                tally.BatchNorm(width, (double)rows * columns);
        }
    }

    private static void AddLargeKernelPair(LayerTally tally, RepLkNetRecipe model, int stage, double places)
    {
        long width = model.Channels[stage], wide = (long)(width * model.LargeKernelRatio), hidden = (long)(width * model.FeedForwardRatio);
        tally.BatchNorm(width, places);
        AddNormed(tally, width, wide, 1, places);
        if (model.Merged)
        {
            tally.Convolution(wide, wide, model.KernelSizes[stage], places, bias: true, groups: wide);
        }
        else
        {
            AddNormed(tally, wide, wide, model.KernelSizes[stage], places, wide);
            if (model.SmallKernel is { } small)
                AddNormed(tally, wide, wide, small, places, wide);
        }
        tally.Keep(places * wide); // input of the activation
        AddNormed(tally, wide, width, 1, places);
        tally.BatchNorm(width, places);
        AddNormed(tally, width, hidden, 1, places);
        tally.Keep(places * hidden);
        AddNormed(tally, hidden, width, 1, places);
    }

    /// <summary>A convolution without bias, then a batch norm.</summary>
    private static void AddNormed(LayerTally tally, long from, long to, long kernel, double places, long groups = 1, int stride = 1)
    {
        tally.Convolution(from, to, kernel, places, bias: false, groups, stride);
        tally.BatchNorm(to, places);
    }

    private static int Over(int whole, int part) => (whole + part - 1) / part;
}
