using System.Globalization;
using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

// Read next to DingXiaoH/RepLKNet-pytorch replknet.py. Fields are registered by name: that fixes the order of parameters.

/// <summary>RepLKNet: a ConvNet whose depth-wise kernels are so large that tokens see as far as by attention.</summary>
/// <remarks>
/// State-dict keys and initialisation are those of DingXiaoH/RepLKNet-pytorch replknet.py, before and after kernels are merged. Takes
/// images of any size; a side that a stride of 2 does not divide is rounded up. The mask token is ours (docs/decisions/0010).
/// </remarks>
public sealed class RepLkNet : Backbone
{
    private const double InitialMaskDeviation = 0.02;
    private const int BlocksOfALayer = 4; // two pairs, for layer decay

    private readonly RepLkNetRecipe recipe;
    private readonly Parameter? mask_token;
    private readonly ModuleList<ConvBn> stem;
    private readonly ModuleList<RepLkStage> stages;
    private readonly ModuleList<RepLkTransition> transitions;
    private readonly BatchNorm2d? norm;
    private readonly Linear? head;

    /// <param name="recipe">Sizes and variants.</param>
    /// <param name="classes">Outputs of the head; 0 builds none.</param>
    /// <exception cref="RecipeException">A head, but no norm before it.</exception>
    public RepLkNet(RepLkNetRecipe recipe, int classes) : this(recipe, classes, masked: false) { }

    internal RepLkNet(RepLkNetRecipe recipe, int classes, bool masked) : base(nameof(RepLkNet), recipe)
    {
        if (classes > 0 && recipe.Norms != MapNorms.Last)
            throw new RecipeException($"A RepLKNet with a head needs the norm before it.\n  member:     Model.Norms\n  got:        {recipe.Norms} with {classes} classes\n  expected:   {MapNorms.Last}\n  Other norms are for dense tasks, which have no such head.");
        this.recipe = recipe;
        Classes = classes;
        int width = recipe.Channels[0], count = recipe.Depths.Length;
        mask_token = masked ? new Parameter(zeros(1, 1, width)) : null;
        stem = new ModuleList<ConvBn>([
            new ConvBn(recipe.InChannels, width, 3, 2, 1, rectified: true),
            new ConvBn(width, width, 3, 1, width, rectified: true),
            new ConvBn(width, width, 1, 1, 1, rectified: true),
            new ConvBn(width, width, 3, 2, width, rectified: true)]);
        stages = new ModuleList<RepLkStage>([.. Enumerable.Range(0, count).Select(stage => new RepLkStage(recipe, stage))]);
        transitions = new ModuleList<RepLkTransition>([.. Enumerable.Range(0, count - 1).Select(stage => new RepLkTransition(recipe.Channels[stage], recipe.Channels[stage + 1]))]);
        norm = recipe.Norms == MapNorms.Last ? nn.BatchNorm2d(Width) : null;
        head = classes > 0 ? nn.Linear(Width, classes) : null;
        RegisterInOrder();
        Initialise();
    }

    /// <summary>Outputs of the head; 0 without one.</summary>
    internal int Classes { get; }

    public override int Width => recipe.Channels[^1];

    public override Tensor forward(Tensor images)
    {
        if (head is null)
            return Features(images);
        using Tensor features = Features(images);
        return head.call(features);
    }

    public override Tensor Features(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return LastMap(images, mask: null).mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <remarks>
    /// Hidden pixels are 0 (the mean colour) to the stem, whose kernels overlap, and hidden tokens are replaced after it: what is
    /// hidden has no influence, not by a neighbour and not by statistics of a batch norm.
    /// </remarks>
    /// <inheritdoc/>
    public override Tensor Tokens(Tensor images, Tensor? mask)
    {
        using DisposeScope scope = NewDisposeScope();
        return LastMap(images, mask).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Feature maps for dense tasks: every stage's output before its transition, normed as the recipe's norms say.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> StageMaps(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        var maps = new List<Tensor>();
        Tensor map = Embed(images, mask: null);
        for (int stage = 0; stage < stages.Count; stage++)
        {
            map = Enter(stage, map);
            maps.Add((NormOf(stage)?.call(map) ?? map).MoveToOuterDisposeScope());
        }
        return maps;
    }

    /// <summary>No attention; the output of every block, then of the final norm if there is one.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<FeatureTap> Tap(Tensor images, Func<AttentionTap, bool> keep)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var features = new List<FeatureTap>();
        Tensor map = Embed(images, mask: null);
        for (int stage = 0; stage < stages.Count; stage++)
        {
            map = stage == 0 ? map : transitions[stage - 1].call(map);
            for (int block = 0; block < stages[stage].blocks.Count; block++)
            {
                map = stages[stage].blocks[block].call(map);
                features.Add(FeaturesOf($"stages.{stage}.blocks.{block}", map));
            }
        }
        if (norm is not null)
            features.Add(FeaturesOf("norm", norm.call(map)));
        return features;

        static FeatureTap FeaturesOf(string name, Tensor map) =>
            new(name, map.flatten(2).transpose(1, 2).to(ScalarType.Float32, copy: true).contiguous().MoveToOuterDisposeScope());
    }

    /// <summary>The large depth-wise kernels as they act: the small one added, batch norms folded in.</summary>
    /// <returns>One for each large-kernel block, in order; they share no memory with the model. The caller owns them.</returns>
    /// <remarks>PAPER.md 2.6.</remarks>
    public IReadOnlyList<KernelTap> Kernels()
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> merged = RepLkMerging.Merge(state_dict());
        var kernels = new List<KernelTap>();
        for (int stage = 0; stage < recipe.Depths.Length; stage++)
            for (int pair = 0; pair < recipe.Depths[stage]; pair++)
            {
                string name = $"stages.{stage}.blocks.{2 * pair}.large_kernel";
                kernels.Add(new KernelTap(name, merged[$"{name}.lkb_reparam.weight"].squeeze(1).to(ScalarType.Float32, copy: true).MoveToOuterDisposeScope(), TokenSize << stage));
            }
        return kernels;
    }

    /// <summary>The same model with each pair of kernels merged into one; in evaluation mode it computes the same.</summary>
    /// <returns>A model of its own, in evaluation mode, with the same dtype on the same device. The caller owns it.</returns>
    /// <remarks>DingXiaoH/RepLKNet-pytorch replknet.py, structural_reparam; a merged model gives a copy.</remarks>
    public RepLkNet Merge()
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Parameter first = stem[0].conv.weight!;
        var merged = new RepLkNet(recipe with { Merged = true }, Classes, mask_token is not null);
        merged.to(first.device).to(first.dtype);
        IReadOnlyDictionary<string, Tensor> weights = RepLkMerging.Merge(state_dict());
        foreach ((string key, Tensor value) in merged.state_dict())
            value.copy_(weights[key]);
        merged.eval();
        return merged;
    }

    /// <summary>Two pairs of blocks are a layer; a transition is of the layer before it.</summary>
    public override int LastLayer => LayersBefore(recipe.Depths.Length, recipe.Depths) + 1;

    public override int LayerOf(string parameterName) => LayerOf(parameterName, recipe.Depths);

    /// <summary>The layer of a parameter: 0 for stem and mask token, then one for each two pairs of blocks of a stage, the rest above.</summary>
    /// <remarks>
    /// DingXiaoH/RepLKNet-pytorch optim_factory.py, get_num_layer_for_replknet, which knows depths 2-2-18-2 alone (12 layers and the head);
    /// other depths are counted likewise, a last single pair as a layer. It has no stage norms and no mask token.
    /// </remarks>
    public static int LayerOf(string parameterName, IReadOnlyList<int> depths) => parameterName.Split('.') switch
    {
        ["mask_token"] or ["stem", ..] => 0,
        ["stages", var stage, "blocks", var block, ..] => LayersBefore(Index(stage), depths) + Index(block) / BlocksOfALayer + 1,
        ["stages" or "transitions", var stage, ..] => LayersBefore(Index(stage) + 1, depths),
        _ => LayersBefore(depths.Count, depths) + 1,
    };

    /// <summary>Vectors and biases, which are all norms; and the mask token.</summary>
    /// <remarks>DingXiaoH/RepLKNet-pytorch optim_factory.py; the mask token as microsoft/SimMIM has it for Swin.</remarks>
    public override bool SkipsWeightDecay(string parameterName, long dimensions) =>
        IsVectorOrBias(parameterName, dimensions) || parameterName is "mask_token" or "encoder.mask_token";

    /// <summary>Weights as they were trained are merged for a model that has its kernels merged.</summary>
    internal override void AdaptKeys(SortedDictionary<string, Tensor> source)
    {
        if (!recipe.Merged)
            return;
        IReadOnlyDictionary<string, Tensor> merged = RepLkMerging.Merge(source);
        source.Clear();
        foreach ((string key, Tensor value) in merged)
            source[key] = value;
    }

    private static int Index(string part) => int.Parse(part, CultureInfo.InvariantCulture);

    private static int LayersBefore(int stage, IReadOnlyList<int> depths) => depths.Take(stage).Sum(pairs => (2 * pairs + BlocksOfALayer - 1) / BlocksOfALayer);

    private BatchNorm2d? NormOf(int stage) => stage == stages.Count - 1 ? norm ?? stages[stage].norm : stages[stage].norm;

    private Tensor LastMap(Tensor images, Tensor? mask)
    {
        Tensor map = Embed(images, mask);
        for (int stage = 0; stage < stages.Count; stage++)
        {
            using Tensor input = map;
            map = Enter(stage, input);
        }
        return NormOf(stages.Count - 1)?.call(map) ?? map;
    }

    /// <summary>Through a stage, from the output of the one before or of the stem.</summary>
    private Tensor Enter(int stage, Tensor map)
    {
        if (stage == 0)
            return stages[0].call(map);
        using Tensor input = transitions[stage - 1].call(map);
        return stages[stage].call(input);
    }

    /// <returns>[B, C, H/4, W/4], rounded up.</returns>
    private Tensor Embed(Tensor images, Tensor? mask)
    {
        Check(images);
        if (mask is null)
            return stem.Aggregate(images, (map, layer) => layer.call(map));
        Parameter token = mask_token ?? throw NoMaskToken();
        (long height, long width) = (Tokens(images.shape[2]), Tokens(images.shape[3]));
        Tensor hidden = TokenMask(mask, images.shape[0], height, width).view(images.shape[0], 1, height, width);
        Tensor pixels = hidden.repeat_interleave(TokenSize, 2).repeat_interleave(TokenSize, 3).narrow(2, 0, images.shape[2]).narrow(3, 0, images.shape[3]);
        Tensor seen = stem.Aggregate(images.masked_fill(pixels, 0), (map, layer) => layer.call(map));
        return where(hidden, token.view(1, -1, 1, 1), seen);
    }

    private long Tokens(long pixels) => (pixels + TokenSize - 1) / TokenSize;

    private void Check(Tensor images)
    {
        if (images.dim() != 4 || images.shape[1] != recipe.InChannels)
            throw new ShapeException($"images are [{string.Join(", ", images.shape)}], expected [B, {recipe.InChannels}, H, W].");
    }

    private void RegisterInOrder()
    {
        if (mask_token is not null) register_parameter(nameof(mask_token), mask_token);
        register_module(nameof(stem), stem);
        register_module(nameof(stages), stages);
        register_module(nameof(transitions), transitions);
        if (norm is not null) register_module(nameof(norm), norm);
        if (head is not null) register_module(nameof(head), head);
    }

    /// <summary>Convolutions, norms and the head keep torch's defaults, as in the reference.</summary>
    private void Initialise()
    {
        if (mask_token is null)
            return;
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        InitialValues.DrawNormal(mask_token, InitialMaskDeviation, InitialMaskDeviation);
    }
}
