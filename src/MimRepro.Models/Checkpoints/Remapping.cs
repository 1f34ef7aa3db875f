namespace MimRepro.Models.Checkpoints;

/// <summary>How pre-trained weights are fitted to a model of another input size or with other classes.</summary>
/// <param name="Tables">How tables of relative position biases are resized.</param>
/// <param name="HeadRows">For each class of the model its row in the file's head, used where their numbers of classes differ; null has no such map.</param>
/// <param name="ZeroOtherHead">Sets a head to zero that the file has with other classes; else it keeps its fresh values.</param>
public sealed record Remapping(TableResizing Tables, IReadOnlyList<int>? HeadRows, bool ZeroOtherHead)
{
    /// <summary>microsoft/SimMIM utils.py and microsoft/Swin-Transformer utils_simmim.py. Those know no head of another size.</summary>
    public static Remapping SimMim { get; } = new(TableResizing.Geometric, HeadRows: null, ZeroOtherHead: false);

    /// <summary>microsoft/Swin-Transformer utils.py, for supervised checkpoints.</summary>
    /// <remarks>From ImageNet-22K to ImageNet-1K give <see cref="HeadRows"/> as <see cref="ClassMap.Read"/> reads it from that repository's data/map22kto1k.txt, which is not kept here.</remarks>
    public static Remapping SwinTransformer { get; } = new(TableResizing.Bicubic, HeadRows: null, ZeroOtherHead: true);
}
