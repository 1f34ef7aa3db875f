using MimRepro.Data;
using MimRepro.Data.Detection;
using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>What the proposal head says of every anchor of a batch.</summary>
/// <param name="Scores">Logits of being an object, [B, N], float32.</param>
/// <param name="Codes">Moves of the anchors, [B, N, 4], float32.</param>
/// <param name="Anchors">[N, 4], in pixels; level by level.</param>
/// <param name="MapSizes">Rows and columns of each level.</param>
internal sealed record AnchorPredictions(Tensor Scores, Tensor Codes, Tensor Anchors, IReadOnlyList<(long Rows, long Columns)> MapSizes);

/// <summary>Region proposal network (Ren et al. 2015): which anchors hold an object, and how they move.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/models/dense_heads/rpn_head.py and anchor_head.py, with their state-dict keys.</remarks>
internal sealed class ProposalHead : nn.Module<IReadOnlyList<Tensor>, AnchorPredictions>
{
    private const double Deviation = 0.01;
    private readonly ProposalHeadRecipe recipe;
    private readonly Anchors anchors;
    private readonly BoxCode code;
    private readonly Conv2d rpn_conv;
    private readonly Conv2d rpn_cls;
    private readonly Conv2d rpn_reg;

    public ProposalHead(ProposalHeadRecipe recipe, int width, IReadOnlyList<int> strides) : base(nameof(ProposalHead))
    {
        this.recipe = recipe;
        anchors = new Anchors(recipe.Anchors, strides);
        code = new BoxCode(recipe.Code);
        rpn_conv = nn.Conv2d(width, width, kernel_size: 3, padding: 1);
        rpn_cls = nn.Conv2d(width, anchors.PerPlace, kernel_size: 1);
        rpn_reg = nn.Conv2d(width, anchors.PerPlace * 4, kernel_size: 1);
        register_module(nameof(rpn_conv), rpn_conv);
        register_module(nameof(rpn_cls), rpn_cls);
        register_module(nameof(rpn_reg), rpn_reg);
        foreach (Conv2d layer in new[] { rpn_conv, rpn_cls, rpn_reg })
            HeadInitialisation.Normal(layer.weight!, layer.bias, Deviation);
    }

    public override AnchorPredictions forward(IReadOnlyList<Tensor> maps)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> scores = [], codes = [], boxes = [];
        for (int level = 0; level < maps.Count; level++)
        {
            Tensor hidden = rpn_conv.call(maps[level]).relu();
            scores.Add(rpn_cls.call(hidden).permute(0, 2, 3, 1).reshape(maps[level].shape[0], -1).to(ScalarType.Float32));
            codes.Add(rpn_reg.call(hidden).permute(0, 2, 3, 1).reshape(maps[level].shape[0], -1, 4).to(ScalarType.Float32));
            float[] corners = anchors.Of(level, maps[level].shape[2], maps[level].shape[3]);
            boxes.Add(tensor(corners, [corners.Length / 4, 4], device: maps[level].device));
        }
        return new(cat(scores, 1).MoveToOuterDisposeScope(), cat(codes, 1).MoveToOuterDisposeScope(), cat(boxes).MoveToOuterDisposeScope(),
            [.. maps.Select(map => (map.shape[2], map.shape[3]))]);
    }

    /// <summary>Losses of a drawn few of the anchors, over their number.</summary>
    /// <param name="predictions">What <see cref="forward"/> returned.</param>
    /// <param name="batch">Objects and sizes of the images.</param>
    /// <param name="random">The sampler's generator of an image.</param>
    /// <returns>Binary cross-entropy and absolute error of the codes; scalars, the caller's dispose scope owns them.</returns>
    public (Tensor Classes, Tensor Boxes) Losses(AnchorPredictions predictions, DetectionBatch batch, Func<int, SeededRandom> random)
    {
        using DisposeScope scope = NewDisposeScope();
        long perImage = predictions.Anchors.shape[0];
        List<long> positive = [], negative = [];
        List<Tensor> codes = [];
        long count = 0;
        for (int image = 0; image < batch.Samples.Count; image++)
        {
            Tensor objects = Boxes.From(batch.Samples[image].Objects.Boxes, predictions.Anchors.device);
            long[] assigned = Assign(predictions, objects, batch.Padded[image]);
            BoxSample drawn = BoxSampler.Draw(assigned, recipe.Sampler, random(image));
            count += Math.Max(1, drawn.Positive.Length) + Math.Max(1, drawn.Negative.Length);
            positive.AddRange(drawn.Positive.Select(place => image * perImage + place));
            negative.AddRange(drawn.Negative.Select(place => image * perImage + place));
            if (drawn.Positive.Length > 0)
                codes.Add(code.Encode(
                    predictions.Anchors.index_select(0, Places(drawn.Positive.Select(place => (long)place), predictions.Anchors.device)),
                    objects.index_select(0, Places(drawn.Positive.Select(place => assigned[place] - 1), predictions.Anchors.device))));
        }
        Device device = predictions.Scores.device;
        Tensor logits = predictions.Scores.flatten().index_select(0, Places(positive.Concat(negative), device));
        Tensor targets = cat([ones(positive.Count, device: device), zeros(negative.Count, device: device)]);
        Tensor classes = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: nn.Reduction.Sum) / count;
        Tensor moves = predictions.Codes.flatten(0, 1).index_select(0, Places(positive, device));
        Tensor boxes = codes.Count == 0 ? moves.sum() : (moves - cat(codes)).abs().sum() / count;
        return (classes.MoveToOuterDisposeScope(), boxes.MoveToOuterDisposeScope());
    }

    /// <summary>Proposals of each image, best first, inside the image.</summary>
    /// <param name="predictions">What <see cref="forward"/> returned; no gradient flows back.</param>
    /// <param name="batch">Sizes of the images.</param>
    /// <param name="limits">For training or for testing.</param>
    public IReadOnlyList<DetectionBox[]> Propose(AnchorPredictions predictions, DetectionBatch batch, ProposalRecipe limits)
    {
        using IDisposable noGradient = no_grad();
        var proposals = new List<DetectionBox[]>();
        for (int image = 0; image < batch.Samples.Count; image++)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor scores, Tensor places, int[] levels) = BestOfEachLevel(predictions, image, limits.CountPerLevel);
            Tensor boxes = code.Decode(predictions.Anchors.index_select(0, places), predictions.Codes[image].index_select(0, places));
            float[] corners = Boxes.Floats(Boxes.Clip(boxes, batch.Samples[image].Height, batch.Samples[image].Width));
            int[] kept = NonMaximumSuppression.KeepByClass(corners, Boxes.Floats(scores), levels, limits.SuppressionOverlap, limits.Count);
            proposals.Add([.. kept.Select(place => new DetectionBox(corners[place * 4], corners[place * 4 + 1], corners[place * 4 + 2], corners[place * 4 + 3]))]);
        }
        return proposals;
    }

    private (Tensor Scores, Tensor Places, int[] Levels) BestOfEachLevel(AnchorPredictions predictions, int image, int most)
    {
        Tensor all = predictions.Scores[image].sigmoid();
        List<Tensor> scores = [], places = [];
        var levels = new List<int>();
        long start = 0;
        for (int level = 0; level < predictions.MapSizes.Count; level++)
        {
            long length = predictions.MapSizes[level].Rows * predictions.MapSizes[level].Columns * anchors.PerPlace;
            Tensor own = all.narrow(0, start, length);
            Tensor chosen = length > most ? own.sort(0, descending: true, stable: true).Indices.narrow(0, 0, most) : arange(length, ScalarType.Int64, all.device);
            scores.Add(own.index_select(0, chosen));
            places.Add(chosen + start);
            levels.AddRange(Enumerable.Repeat(level, (int)chosen.shape[0]));
            start += length;
        }
        return (cat(scores), cat(places), [.. levels]);
    }

    /// <summary>Anchors that the padded image does not reach are ignored; they count for no object's best one either.</summary>
    private long[] Assign(AnchorPredictions predictions, Tensor objects, (int Width, int Height) padded)
    {
        using DisposeScope scope = NewDisposeScope();
        bool[] reached = [.. predictions.MapSizes.SelectMany((size, level) => anchors.Reached(level, size.Rows, size.Columns, padded))];
        if (Array.TrueForAll(reached, inside => inside))
            return Longs(BoxAssigner.Assign(predictions.Anchors, objects, recipe.Assigner));
        long[] places = [.. Enumerable.Range(0, reached.Length).Where(place => reached[place]).Select(place => (long)place)];
        long[] some = Longs(BoxAssigner.Assign(predictions.Anchors.index_select(0, Places(places, objects.device)), objects, recipe.Assigner));
        var assigned = new long[reached.Length];
        Array.Fill(assigned, BoxAssigner.Ignored);
        for (int i = 0; i < places.Length; i++)
            assigned[places[i]] = some[i];
        return assigned;
    }

    private static long[] Longs(Tensor values) => values.cpu().data<long>().ToArray();

    private static Tensor Places(IEnumerable<long> places, Device device) => tensor(places.ToArray(), device: device);
}
