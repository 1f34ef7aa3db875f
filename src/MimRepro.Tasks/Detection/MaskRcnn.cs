using MimRepro.Data;
using MimRepro.Data.Detection;
using MimRepro.Models;
using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>One object that a detector found.</summary>
/// <param name="Class">From 0.</param>
/// <param name="Score">0 … 1.</param>
/// <param name="Box">In pixels of the picture as it was.</param>
/// <param name="Mask">[height, width] of that picture, 0 or 1.</param>
public sealed record FoundObject(int Class, float Score, DetectionBox Box, byte[] Mask);

/// <summary>The parts of a detector's loss, scalars. Whoever asked for them owns them.</summary>
/// <param name="ProposalClasses">Binary cross-entropy of anchors.</param>
/// <param name="ProposalBoxes">Absolute error of anchors' codes.</param>
/// <param name="BoxClasses">Cross-entropy of proposals.</param>
/// <param name="BoxBoxes">Absolute error of proposals' codes.</param>
/// <param name="Masks">Binary cross-entropy of mask pixels.</param>
public sealed record DetectionLosses(Tensor ProposalClasses, Tensor ProposalBoxes, Tensor BoxClasses, Tensor BoxBoxes, Tensor Masks)
{
    /// <summary>Names of the parts and of their sum, as claim C13 has them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["rpn-cls", "rpn-box", "roi-cls", "roi-box", "mask", "total"];

    /// <summary>The sum, which is trained.</summary>
    public Tensor Total() => ProposalClasses + ProposalBoxes + BoxClasses + BoxBoxes + Masks;

    /// <summary>Values in the order of <see cref="Names"/>.</summary>
    public double[] Values()
    {
        double[] parts = [.. new[] { ProposalClasses, ProposalBoxes, BoxClasses, BoxBoxes, Masks }.Select(part => (double)part.item<float>())];
        return [.. parts, parts.Sum()];
    }
}

/// <summary>Mask R-CNN (He et al. 2017) with a feature pyramid on a backbone of any family that has one.</summary>
/// <remarks>
/// SwinTransformer/Swin-Transformer-Object-Detection configs/_base_/models/mask_rcnn_swin_fpn.py, with its state-dict keys but one:
/// the norm of the last stage is <c>backbone.norm</c>, there <c>backbone.norm3</c>. Initial values of heads, neck and backbone are
/// drawn from torch's global generator.
/// </remarks>
public sealed class MaskRcnn : nn.Module
{
    private readonly DetectionRecipe recipe;
    private readonly IReadOnlyList<LayerNorm> stageNorms;
    private readonly Neck neck;
    private readonly ProposalHead rpn_head;
    private readonly RoiHead roi_head;

    public MaskRcnn(DetectionRecipe recipe) : base(nameof(MaskRcnn))
    {
        this.recipe = recipe;
        Backbone = Backbones.Create(recipe.Model, classes: 0);
        stageNorms = NormsOfStages(recipe.Model);
        neck = Neck.For(Backbone, recipe.PyramidWidth);
        rpn_head = new ProposalHead(recipe.Proposals, recipe.PyramidWidth, neck.Strides);
        roi_head = new RoiHead(recipe, neck.Strides);
        for (int stage = 0; stage < stageNorms.Count; stage++)
            Backbone.register_module($"norm{stage}", stageNorms[stage]);
        register_module("backbone", Backbone);
        register_module(nameof(neck), neck);
        register_module(nameof(rpn_head), rpn_head);
        register_module(nameof(roi_head), roi_head);
    }

    /// <summary>Pre-trained weights go in here.</summary>
    public Backbone Backbone { get; }

    /// <summary>The parts of the loss of one batch.</summary>
    /// <param name="images">[B, 3, H, W], normalised: the batch's pixels on the model's device.</param>
    /// <param name="batch">Objects and sizes of the images.</param>
    /// <param name="seed">Seeds the samplers, together with the batch's step.</param>
    public DetectionLosses Losses(Tensor images, DetectionBatch batch, int seed)
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<Tensor> maps = Pyramid(images);
        AnchorPredictions predictions = rpn_head.call(maps);
        (Tensor proposalClasses, Tensor proposalBoxes) = rpn_head.Losses(predictions, batch, image => Generator("detection-anchors", image));
        IReadOnlyList<DetectionBox[]> proposals = rpn_head.Propose(predictions, batch, recipe.Proposals.Training);
        (Tensor boxClasses, Tensor boxBoxes, Tensor masks) = roi_head.Losses(maps, proposals, batch, image => Generator("detection-boxes", image));
        return new(proposalClasses.MoveToOuterDisposeScope(), proposalBoxes.MoveToOuterDisposeScope(),
            boxClasses.MoveToOuterDisposeScope(), boxBoxes.MoveToOuterDisposeScope(), masks.MoveToOuterDisposeScope());

        SeededRandom Generator(string purpose, int image) => new(seed, purpose, batch.Step * batch.Samples.Count + image);
    }

    /// <summary>Objects found in each image, best first. Call <c>eval()</c> before.</summary>
    /// <inheritdoc cref="Losses"/>
    public IReadOnlyList<FoundObject[]> Find(Tensor images, DetectionBatch batch)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<Tensor> maps = Pyramid(images);
        IReadOnlyList<DetectionBox[]> proposals = rpn_head.Propose(rpn_head.call(maps), batch, recipe.Proposals.Test);
        return roi_head.Find(maps, proposals, batch);
    }

    /// <summary>The pyramid's maps, finest first.</summary>
    /// <param name="images">[B, 3, H, W], normalised.</param>
    /// <returns>[B, PyramidWidth, H_l, W_l] of each level. The caller's dispose scope owns them.</returns>
    public IReadOnlyList<Tensor> Pyramid(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps = [.. Backbone.StageMaps(images).Select((map, stage) => stage < stageNorms.Count ? Normed(map, stageNorms[stage]) : map)];
        return [.. neck.call(maps).Select(map => map.MoveToOuterDisposeScope())];
    }

    private static Tensor Normed(Tensor map, LayerNorm norm) => norm.call(map.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).contiguous();

    /// <summary>Stages of a hierarchical backbone but the last, whose norm it has itself.</summary>
    private static LayerNorm[] NormsOfStages(BackboneRecipe recipe) => recipe is SwinRecipe swin
        ? [.. Enumerable.Range(0, swin.Depths.Length - 1).Select(stage => nn.LayerNorm((long)swin.EmbedDim << stage, swin.NormEpsilon))]
        : [];
}
