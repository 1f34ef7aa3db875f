using MimRepro.Data;
using MimRepro.Data.Detection;
using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>What becomes of proposals: a class, a better box, a mask.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/models/roi_heads/standard_roi_head.py, with its state-dict keys.</remarks>
internal sealed class RoiHead : nn.Module
{
    private readonly DetectionRecipe recipe;
    private readonly BoxCode code;
    private readonly float[] scales;
    private readonly BoxHead bbox_head;
    private readonly MaskHead mask_head;

    /// <param name="strides">Of the pyramid's levels; the last one serves proposals alone.</param>
    public RoiHead(DetectionRecipe recipe, IReadOnlyList<int> strides) : base(nameof(RoiHead))
    {
        this.recipe = recipe;
        code = new BoxCode(recipe.Boxes.Code);
        scales = [.. strides.SkipLast(1).Select(stride => 1f / stride)];
        bbox_head = new BoxHead(recipe.Boxes, recipe.PyramidWidth, recipe.Data.Classes.Length);
        mask_head = new MaskHead(recipe.Masks, recipe.PyramidWidth, recipe.Data.Classes.Length);
        register_module(nameof(bbox_head), bbox_head);
        register_module(nameof(mask_head), mask_head);
    }

    /// <summary>The map from which a box is read: the finest below twice <see cref="RoiRecipe.FinestScale"/>, then one for each doubling.</summary>
    /// <remarks>open-mmlab/mmdetection single_level_roi_extractor.py; Lin et al. 2017, equation 1.</remarks>
    internal static int LevelOf(DetectionBox box, double finestScale, int levels)
    {
        var side = MathF.Sqrt(box.Width * box.Height);
        return (int)Math.Clamp(MathF.Floor(MathF.Log2(side / (float)finestScale + 1e-6f)), 0, levels - 1);
    }

    /// <summary>Losses of a drawn few of the proposals.</summary>
    /// <param name="maps">The pyramid.</param>
    /// <param name="proposals">Of each image.</param>
    /// <param name="batch">Objects and sizes of the images.</param>
    /// <param name="random">The sampler's generator of an image.</param>
    public (Tensor Classes, Tensor Boxes, Tensor Masks) Losses(
        IReadOnlyList<Tensor> maps, IReadOnlyList<DetectionBox[]> proposals, DetectionBatch batch, Func<int, SeededRandom> random)
    {
        using DisposeScope scope = NewDisposeScope();
        Device device = maps[0].device;
        Drawn[] drawn = [.. proposals.SelectMany((boxes, image) => Draw(boxes, batch.Samples[image].Objects, image, random(image)))];
        (Tensor Classes, Tensor Codes) predicted = bbox_head.call(Features(maps, drawn.Select(one => (one.Image, one.Box)), recipe.Boxes.Roi));
        Drawn[] positive = [.. drawn.Where(one => one.Object >= 0)];
        long background = bbox_head.Classes;
        Tensor classes = tensor(drawn.Select(one => one.Object < 0 ? background : ClassOf(one, batch)).ToArray(), device: device);
        Tensor codes = code.Encode(Boxes.From([.. positive.Select(one => one.Box)]), Boxes.From([.. positive.Select(one => batch.Samples[one.Image].Objects.Boxes[one.Object])])).to(device);
        (Tensor named, Tensor moved) = bbox_head.Losses(predicted, classes, codes);
        return (named.MoveToOuterDisposeScope(), moved.MoveToOuterDisposeScope(), MaskLoss(maps, positive, batch).MoveToOuterDisposeScope());
    }

    /// <summary>Objects found in each image, in pixels of the picture as it was.</summary>
    public IReadOnlyList<FoundObject[]> Find(IReadOnlyList<Tensor> maps, IReadOnlyList<DetectionBox[]> proposals, DetectionBatch batch)
    {
        proposals = [.. proposals.Select(boxes => boxes.Where(IsNoPadding).ToArray())];
        var all = proposals.SelectMany((boxes, image) => boxes.Select(box => (Image: image, Box: box))).ToArray();
        using DisposeScope scope = NewDisposeScope();
        (Tensor Classes, Tensor Codes) predicted = bbox_head.call(Features(maps, all, recipe.Boxes.Roi));
        Tensor scores = nn.functional.softmax(predicted.Classes, 1);
        Tensor moved = code.Decode(Boxes.From([.. all.Select(one => one.Box)], maps[0].device), predicted.Codes);
        var found = new List<FoundObject[]>();
        long start = 0;
        for (int image = 0; image < proposals.Count; image++)
        {
            long count = proposals[image].Length;
            found.Add(Best(scores.narrow(0, start, count), moved.narrow(0, start, count), batch.Samples[image]));
            start += count;
        }
        return AddMasks(maps, found, batch);
    }

    /// <summary>The reference takes a proposal that ends at the upper border for padding of its lists, and so drops what was clipped from above the image.</summary>
    private static bool IsNoPadding(DetectionBox proposal) => proposal.Bottom != 0;

    /// <summary>A candidate in a loss; <c>Object</c> is −1 for background.</summary>
    private readonly record struct Drawn(int Image, DetectionBox Box, int Object);

    private IEnumerable<Drawn> Draw(DetectionBox[] proposals, DetectionImage objects, int image, SeededRandom random)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] assigned = BoxAssigner.Assign(Boxes.From(proposals), Boxes.From(objects.Boxes), recipe.Boxes.Assigner).data<long>().ToArray();
        DetectionBox[] candidates = proposals;
        if (recipe.Boxes.Sampler.AddsObjects)
        {
            candidates = [.. objects.Boxes, .. proposals];
            assigned = [.. Enumerable.Range(1, objects.Count).Select(number => (long)number), .. assigned];
        }
        BoxSample sample = BoxSampler.Draw(assigned, recipe.Boxes.Sampler, random);
        return [.. sample.Positive.Select(place => new Drawn(image, candidates[place], (int)assigned[place] - 1)),
            .. sample.Negative.Select(place => new Drawn(image, candidates[place], -1))];
    }

    private static long ClassOf(Drawn one, DetectionBatch batch) => batch.Samples[one.Image].Objects.Classes[one.Object];

    private Tensor MaskLoss(IReadOnlyList<Tensor> maps, Drawn[] positive, DetectionBatch batch)
    {
        Tensor features = Features(maps, positive.Select(one => (one.Image, one.Box)), recipe.Masks.Roi);
        Tensor logits = mask_head.OfClass(features, tensor(positive.Select(one => ClassOf(one, batch)).ToArray(), device: maps[0].device));
        if (positive.Length == 0)
            return logits.sum();
        int area = mask_head.Side * mask_head.Side;
        var targets = new float[positive.Length * area];
        for (int i = 0; i < positive.Length; i++)
        {
            DetectionSample sample = batch.Samples[positive[i].Image];
            MaskTargets.Fill(sample.Objects.Masks[positive[i].Object], (sample.Width, sample.Height), batch.Padded[positive[i].Image], positive[i].Box, targets.AsSpan(i * area, area));
        }
        return nn.functional.binary_cross_entropy_with_logits(logits, tensor(targets, logits.shape, device: logits.device));
    }

    private Tensor Features(IReadOnlyList<Tensor> maps, IEnumerable<(int Image, DetectionBox Box)> boxes, RoiRecipe roi) => RoiAlign.Of(
        [.. maps.Take(scales.Length)],
        [.. boxes.Select(one => new RegionOfInterest(one.Image, LevelOf(one.Box, roi.FinestScale, scales.Length), one.Box))],
        [.. scales.Select(scale => new RoiGrid(roi.Size, roi.Samples, scale))]);

    /// <summary>Boxes of all classes that score enough and are not covered by a better one; masks are still missing.</summary>
    /// <param name="scores">[n, classes + 1].</param>
    /// <param name="moved">[n, 4 x classes].</param>
    private FoundObject[] Best(Tensor scores, Tensor moved, DetectionSample sample)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] values = Boxes.Floats(scores);
        float[] corners = Boxes.Floats(Boxes.Clip(moved.reshape(-1, 4), sample.Height, sample.Width));
        var (x, y) = ((float)sample.ScaleX, (float)sample.ScaleY);
        var candidates = new List<FoundObject>();
        for (int place = 0; place < corners.Length / 4; place++)
        {
            int kind = place % bbox_head.Classes;
            float score = values[place / bbox_head.Classes * (bbox_head.Classes + 1) + kind];
            if (score > recipe.Test.ScoreThreshold)
                candidates.Add(new(kind, score, new(corners[place * 4] / x, corners[place * 4 + 1] / y, corners[place * 4 + 2] / x, corners[place * 4 + 3] / y), []));
        }
        int[] kept = NonMaximumSuppression.KeepByClass(Boxes.ToArray([.. candidates.Select(one => one.Box)]), candidates.Select(one => one.Score).ToArray(),
            candidates.Select(one => one.Class).ToArray(), recipe.Test.SuppressionOverlap, recipe.Test.Count);
        return [.. kept.Select(place => candidates[place])];
    }

    private List<FoundObject[]> AddMasks(IReadOnlyList<Tensor> maps, List<FoundObject[]> found, DetectionBatch batch)
    {
        var all = found.SelectMany((objects, image) => objects.Select(one => (Image: image, Object: one))).ToArray();
        if (all.Length == 0)
            return found;
        using DisposeScope scope = NewDisposeScope();
        Tensor features = Features(maps, all.Select(one => (one.Image, Scaled(one.Object.Box, batch.Samples[one.Image]))), recipe.Masks.Roi);
        float[] probabilities = Boxes.Floats(mask_head.OfClass(features, tensor(all.Select(one => (long)one.Object.Class).ToArray(), device: maps[0].device)).sigmoid());
        int next = 0, area = mask_head.Side * mask_head.Side;
        return [.. found.Select((objects, image) => objects.Select(one => one with
        {
            Mask = MaskPasting.Paste(probabilities.AsSpan(next++ * area, area), mask_head.Side, one.Box,
                (batch.Samples[image].OriginalWidth, batch.Samples[image].OriginalHeight), recipe.Test.MaskThreshold),
        }).ToArray())];
    }

    private static DetectionBox Scaled(DetectionBox box, DetectionSample sample)
    {
        var (x, y) = ((float)sample.ScaleX, (float)sample.ScaleY);
        return new(box.Left * x, box.Top * y, box.Right * x, box.Bottom * y);
    }
}
