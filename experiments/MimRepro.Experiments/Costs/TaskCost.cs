using System.Numerics;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Costs;

/// <summary>The whole model of a recipe: backbone and head, layer by layer as MimRepro.Models and MimRepro.Tasks build them.</summary>
public static class TaskCost
{
    /// <summary>Rows and columns of the image that published figures of detectors are for; training sees smaller ones on average.</summary>
    public static readonly (int Height, int Width) DetectionImage = (800, 1280);

    /// <summary>SimMIM: a backbone that sees all tokens, hidden or not, and a linear decoder to pixels.</summary>
    public static ModelCost Of(SimMimRecipe recipe)
    {
        var tally = new LayerTally();
        var (model, size) = (recipe.Model, Square(recipe.Model.ImageSize));
        var last = DerivedNumbers.Stages(model) - 1;
        BackboneCost.Add(tally, model, size, masked: true);
        tally.Linear(DerivedNumbers.StageWidth(model, last), (long)model.OutputStride() * model.OutputStride() * model.InChannels, BackboneCost.Places(model, last, size));
        return tally.Cost;
    }

    /// <summary>A classifier.</summary>
    public static ModelCost Classifier(BackboneRecipe model, int classes)
    {
        var tally = new LayerTally();
        BackboneCost.Add(tally, model, Square(model.ImageSize), classes);
        return tally.Cost;
    }

    /// <summary>Heat maps of one person.</summary>
    public static ModelCost Of(PoseRecipe recipe)
    {
        var tally = new LayerTally();
        var (size, last) = ((recipe.Input.Height, recipe.Input.Width), DerivedNumbers.Stages(recipe.Model) - 1);
        BackboneCost.Add(tally, recipe.Model, size);
        var (channels, places) = ((long)DerivedNumbers.StageWidth(recipe.Model, last), BackboneCost.Places(recipe.Model, last, size));
        for (var doubling = BitOperations.Log2((uint)(recipe.Model.OutputStride() / recipe.Input.HeatmapStride)); doubling > 0; doubling--)
        {
            tally.TransposedConvolution(channels, recipe.Head.Channels, 2, places, bias: false);
            (channels, places) = (recipe.Head.Channels, 4 * places);
            tally.BatchNorm(channels, places);
        }
        tally.Convolution(channels, recipe.Skeleton.Joints.Length, 1, places, bias: true);
        return tally.Cost;
    }

    /// <summary>Depth of one crop of the training. Doubling by interpolation is left out.</summary>
    public static ModelCost Of(DepthRecipe recipe)
    {
        var tally = new LayerTally();
        var (size, last, head) = ((recipe.Data.CropHeight, recipe.Data.CropWidth), DerivedNumbers.Stages(recipe.Model) - 1, recipe.Head);
        BackboneCost.Add(tally, recipe.Model, size);
        var (channels, places) = ((long)DerivedNumbers.StageWidth(recipe.Model, last), BackboneCost.Places(recipe.Model, last, size));
        foreach (var (filters, kernel) in head.Filters.Zip(head.Kernels))
        {
            tally.TransposedConvolution(channels, filters, kernel, places, bias: false);
            (channels, places) = (filters, 4 * places);
            tally.BatchNorm(channels, places);
        }
        tally.Convolution(channels, head.Channels, 3, places, bias: true);
        tally.BatchNorm(head.Channels, places);
        places *= Math.Pow(4, head.BilinearDoublings);
        tally.Convolution(head.Channels, head.Channels, 3, places, bias: true);
        tally.Convolution(head.Channels, 1, 3, places, bias: true);
        return tally.Cost;
    }

    /// <summary>A pair of pictures: backbone on both, fusion of their tokens, score and box of every cell.</summary>
    public static ModelCost Of(TrackingRecipe recipe)
    {
        var tally = new LayerTally();
        var (tracker, stride) = (recipe.Tracker, DerivedNumbers.StageStride(recipe.Model, recipe.Tracker.Stage));
        var (template, search) = (recipe.Data.TemplateSize / stride, recipe.Data.SearchSize / stride);
        double templates = template * template, searches = search * search;
        BackboneCost.Add(tally, recipe.Model, Square(recipe.Data.SearchSize));
        tally.Again(Backbone(recipe.Model, Square(recipe.Data.TemplateSize)));
        long from = DerivedNumbers.StageWidth(recipe.Model, tracker.Stage), width = tracker.Width;
        if (tracker.Stage < DerivedNumbers.Stages(recipe.Model) - 1)
            tally.LayerNorm(from, templates + searches);
        if (from != width)
        {
            tally.Linear(from, width, templates);
            tally.Linear(from, width, searches);
        }
        for (var layer = 0; layer < tracker.EncoderLayers; layer++)
            AddFusion(tally, tracker, templates + searches, templates + searches, cross: false);
        for (var layer = 0; layer < tracker.DecoderLayers; layer++)
            AddFusion(tally, tracker, searches, templates + searches, cross: true);
        AddPositions(tally, tracker, template, search);
        tally.LayerNorm(width, searches);
        foreach (var outputs in new[] { 1, 4 }) // score, box
        {
            tally.Mlp(width, width, searches);
            tally.Keep(searches * width);
            tally.Linear(width, outputs, searches);
        }
        return tally.Cost;
    }

    /// <summary>One image of <see cref="DetectionImage"/>: all proposals of a test through the box head, the most objects of an image through the mask head.</summary>
    /// <remarks>As public tools count Mask R-CNN; RoIAlign, which multiplies little, is left out.</remarks>
    public static ModelCost Of(DetectionRecipe recipe)
    {
        var tally = new LayerTally();
        var (model, width, classes) = (recipe.Model, (long)recipe.PyramidWidth, (long)recipe.Data.Classes.Length);
        var stages = DerivedNumbers.Stages(model);
        BackboneCost.Add(tally, model, DetectionImage);
        double[] places = [.. Enumerable.Range(0, stages).Select(stage => BackboneCost.Places(model, stage, DetectionImage))];
        for (var stage = 0; stage < stages; stage++)
        {
            var channels = DerivedNumbers.StageWidth(model, stage);
            if (stage < stages - 1)
                tally.LayerNorm(channels, places[stage]);
            tally.Convolution(channels, width, 1, places[stage], bias: true);
            tally.Convolution(width, width, 3, places[stage], bias: true);
        }
        var (all, anchors) = (places.Sum() + Math.Ceiling(places[^1] / 4), (long)recipe.Proposals.Anchors.Scales.Length * recipe.Proposals.Anchors.Ratios.Length);
        tally.Convolution(width, width, 3, all, bias: true);
        tally.Convolution(width, anchors, 1, all, bias: true);
        tally.Convolution(width, 4 * anchors, 1, all, bias: true);
        AddBoxHead(tally, recipe, classes);
        AddMaskHead(tally, recipe, classes);
        return tally.Cost;
    }

    private static void AddBoxHead(LayerTally tally, DetectionRecipe recipe, long classes)
    {
        var (head, boxes) = (recipe.Boxes, recipe.Proposals.Test.Count);
        tally.Linear((long)recipe.PyramidWidth * head.Roi.Size * head.Roi.Size, head.Width, boxes);
        tally.Linear(head.Width, head.Width, boxes);
        tally.Linear(head.Width, classes + 1, boxes);
        tally.Linear(head.Width, 4 * classes, boxes);
    }

    private static void AddMaskHead(LayerTally tally, DetectionRecipe recipe, long classes)
    {
        var head = recipe.Masks;
        var (channels, places) = ((long)recipe.PyramidWidth, (double)recipe.Test.Count * head.Roi.Size * head.Roi.Size);
        for (var convolution = 0; convolution < head.Convolutions; convolution++)
        {
            tally.Convolution(channels, head.Width, 3, places, bias: true);
            channels = head.Width;
        }
        tally.TransposedConvolution(channels, head.Width, 2, places, bias: true);
        tally.Convolution(head.Width, classes, 1, 4 * places, bias: true);
    }

    private static void AddFusion(LayerTally tally, TrackerRecipe tracker, double queries, double keys, bool cross)
    {
        long width = tracker.Width;
        tally.LayerNorm(width, queries);
        if (cross)
            tally.LayerNorm(width, keys);
        tally.Linear(width, width, queries, tracker.QkvBias);
        tally.Linear(width, 2 * width, keys, tracker.QkvBias);
        tally.Attention(queries, keys, width, tracker.Heads);
        tally.Linear(width, width, queries);
        tally.LayerNorm(width, queries);
        tally.Mlp(width, (long)(width * tracker.MlpRatio), queries);
    }

    /// <summary>Learned places of both maps, and a bias for each offset inside and between them; computed once a batch.</summary>
    private static void AddPositions(LayerTally tally, TrackerRecipe tracker, long template, long search)
    {
        long width = tracker.Width, projection = width * width + width;
        long Places(long side, int projections) => 2 * side * width + 2 * width + projections * projection;
        long Square(long side) => side * side;
        long Within(long side) => Square(2 * side - 1);
        var between = Square(template + search - 1);
        tally.Parameters(Places(template, 2) + Places(search, 2) + tracker.Heads * (Within(template) + Within(search) + 2 * between));
        tally.Parameters(Places(template, 1) + Places(search, 2) + tracker.Heads * (Within(search) + between)); // the decoder asks from the search region alone
    }

    private static ModelCost Backbone(BackboneRecipe model, (int Height, int Width) size)
    {
        var tally = new LayerTally();
        BackboneCost.Add(tally, model, size);
        return tally.Cost;
    }

    private static (int Height, int Width) Square(int side) => (side, side);
}
