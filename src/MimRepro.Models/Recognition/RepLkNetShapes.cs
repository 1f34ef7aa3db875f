using MimRepro.Recipes;

namespace MimRepro.Models.Recognition;

/// <summary>Sizes of a RepLKNet from the shapes of its tensors, before or after its kernels are merged.</summary>
internal static class RepLkNetShapes
{
    public const string Stem = "stem.0.conv.weight";

    private const int UsualImage = 224;

    public static RecognizedArchitecture Read(KnownTensors tensors, ArchitectureHints hints, string prefix)
    {
        if (tensors.Has("stages.0.blocks.0.pw1.conv.bias"))
            throw tensors.Fault("'stages.0.blocks.0.pw1.bn.weight': a norm after each convolution", "'stages.0.blocks.0.pw1.conv.bias': all norms folded in (deep_fuse_BN), which cannot be undone");
        bool merged = tensors.Has("stages.0.blocks.0.large_kernel.lkb_reparam.weight");
        const string small = "stages.0.blocks.0.large_kernel.small_conv.conv.weight";
        int[] depths = [.. Enumerable.Range(0, tensors.Count("stages.#.blocks.0.large_kernel." + Kernel(merged))).Select(stage => Pairs(tensors, stage))];
        int[] channels = [.. depths.Select((_, stage) => tensors.Size($"stages.{stage}.blocks.0.pw1.conv.weight", 1, 4))];
        CheckWidths(tensors, depths, channels);
        return new RecognizedArchitecture(new RepLkNetRecipe
        {
            ImageSize = hints.Image ?? UsualImage,
            InChannels = tensors.Size(Stem, 1, 4),
            KernelSizes = [.. depths.Select((_, stage) => Odd(tensors, $"stages.{stage}.blocks.0.large_kernel." + Kernel(merged)))],
            Depths = depths,
            Channels = channels,
            SmallKernel = tensors.Has(small) ? Odd(tensors, small) : null,
            Merged = merged,
            LargeKernelRatio = Ratio(tensors, channels, block: 0),
            FeedForwardRatio = Ratio(tensors, channels, block: 1),
            Norms = tensors.Has("stages.0.norm.weight") ? MapNorms.EveryStage : tensors.Has("norm.weight") ? MapNorms.Last : MapNorms.None,
            DropPath = 0,
        }, prefix, [hints.Image is { } image ? $"images of {image} px, as --architecture says" : $"images of {UsualImage} px: no tensor says so, the model takes any"]);
    }

    private static string Kernel(bool merged) => merged ? "lkb_reparam.weight" : "lkb_origin.conv.weight";

    private static int Pairs(KnownTensors tensors, int stage)
    {
        int blocks = tensors.Count($"stages.{stage}.blocks.#.pw1.conv.weight");
        return blocks % 2 == 0 ? blocks / 2 : throw tensors.Fault($"pairs of blocks in 'stages.{stage}'", $"{blocks} blocks");
    }

    private static int Odd(KnownTensors tensors, string kernel)
    {
        int side = tensors.Size(kernel, 3, 4);
        return side % 2 == 1 && side == tensors.Size(kernel, 2, 4) ? side : throw tensors.Fault($"'{kernel}' with a centre: square, of an odd side", $"{tensors.Size(kernel, 2, 4)} x {side}");
    }

    /// <summary>A model as wide as the file says must not be larger than the file: widths agree wherever two of them multiply.</summary>
    private static void CheckWidths(KnownTensors tensors, int[] depths, int[] channels)
    {
        Expect("stem.2.conv.weight", channels[0], channels[0]);
        for (int stage = 0; stage < depths.Length; stage++)
        {
            for (int block = 0; block < 2 * depths[stage]; block++)
                Expect($"stages.{stage}.blocks.{block}.pw1.conv.weight", Hidden(tensors, stage, block % 2), channels[stage]);
            if (stage > 0)
                Expect($"transitions.{stage - 1}.0.conv.weight", channels[stage], channels[stage - 1]);
        }

        void Expect(string name, int rows, int columns)
        {
            (int gotRows, int gotColumns) = (tensors.Size(name, 0, 4), tensors.Size(name, 1, 4));
            if ((gotRows, gotColumns) != (rows, columns))
                throw tensors.Fault($"'{name}' from {columns} to {rows} channels, as its neighbours have", $"from {gotColumns} to {gotRows}");
        }
    }

    private static int Hidden(KnownTensors tensors, int stage, int block) => tensors.Size($"stages.{stage}.blocks.{block}.pw1.conv.weight", 0, 4);

    /// <summary>The smallest ratio that gives every stage its hidden channels; the reference cuts fractions of channels off.</summary>
    private static double Ratio(KnownTensors tensors, int[] channels, int block)
    {
        int[] hidden = [.. channels.Select((_, stage) => Hidden(tensors, stage, block))];
        double ratio = channels.Select((width, stage) => hidden[stage] / (double)width).Max();
        if (channels.Where((width, stage) => (int)(width * ratio) < hidden[stage]).Any())
            ratio = Math.BitIncrement(ratio); // 49 x (1 / 49) is less than 1
        for (int stage = 0; stage < channels.Length; stage++)
            if ((int)(channels[stage] * ratio) != hidden[stage])
                throw tensors.Fault($"hidden channels of 'stages.{stage}.blocks.{block}' by one ratio for all stages", $"{string.Join("-", hidden)} of {string.Join("-", channels)}");
        return ratio;
    }
}
