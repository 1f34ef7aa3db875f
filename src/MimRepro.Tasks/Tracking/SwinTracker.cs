using System.Runtime.InteropServices;
using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tracking;

/// <summary>Follows an object with a trained <see cref="SwinTrack"/>: one search region a frame, around where the object was last; the template stays.</summary>
/// <remarks>
/// LitingLin/SwinTrack data/tracking/methods/sequential/curation_parameter_provider.py and data/tracking/post_processor/response_map.py.
/// Outside of frames there is the mean colour of the first one.
/// </remarks>
public sealed class SwinTracker : ITracker, IDisposable
{
    private readonly SwinTrack model;
    private readonly TrackingRecipe recipe;
    private readonly Device device;
    private readonly double[] window;
    private readonly float[] crop;
    private float[] mean = [];
    private Tensor? template;
    private BoundingBox last;

    /// <param name="model">In evaluation mode; the caller owns it.</param>
    /// <param name="recipe">The one it was made from.</param>
    public SwinTracker(SwinTrack model, TrackingRecipe recipe, Device device)
    {
        (this.model, this.recipe, this.device) = (model, recipe, device);
        window = Window(model.SearchSide);
        crop = new float[RgbImage.Channels * recipe.Data.SearchSize * recipe.Data.SearchSize];
    }

    /// <exception cref="ArgumentException">The box has no area.</exception>
    public void Start(RgbImage frame, BoundingBox box)
    {
        if (box is not { Width: > 0, Height: > 0 })
            throw new ArgumentException($"{box} has no area to follow", nameof(box));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        (mean, last) = (CropView.MeanColour(frame), box);
        var size = recipe.Data.TemplateSize;
        var pixels = new float[RgbImage.Channels * size * size];
        template?.Dispose();
        template = model.Template(Seen(frame, CropView.Around(box, recipe.Data.TemplateArea, size), size, pixels)).DetachFromDisposeScope();
    }

    /// <exception cref="InvalidOperationException">There is no object yet.</exception>
    public BoundingBox Next(RgbImage frame)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var size = recipe.Data.SearchSize;
        var view = CropView.Around(AtLeast(last, recipe.Evaluation.SmallestObject), recipe.Data.SearchArea, size);
        var (scores, boxes) = model.Find(template ?? throw new InvalidOperationException("Start comes before Next."), Seen(frame, view, size, crop));
        var found = view.ToFrame(Best(Floats(scores.sigmoid()), Floats(boxes), size));
        // A box outside of the frame is told, but the next search goes on from the last one inside.
        if (found.Inside(frame.Width, frame.Height) is { } inside)
            last = inside;
        return found;
    }

    public void Dispose() => template?.Dispose();

    private Tensor Seen(RgbImage frame, CropView view, int size, float[] pixels)
    {
        view.Cut(frame, mean, size, pixels);
        TrackingBatches.Normalize(pixels, recipe.Data.Normalization);
        return tensor(pixels, [1, RgbImage.Channels, size, size], device: device);
    }

    private BoundingBox Best(float[] scores, float[] boxes, int size)
    {
        var penalty = recipe.Evaluation.WindowPenalty;
        var best = Enumerable.Range(0, scores.Length).MaxBy(cell => scores[cell] * (1 - penalty) + window[cell] * penalty);
        var box = boxes.AsSpan(4 * best, 4);
        return BoundingBox.FromCenter((double)box[0] * size, (double)box[1] * size, (double)box[2] * size, (double)box[3] * size);
    }

    private static BoundingBox AtLeast(BoundingBox box, double side) =>
        BoundingBox.FromCenter(box.CenterX, box.CenterY, Math.Max(box.Width, side), Math.Max(box.Height, side));

    private static float[] Floats(Tensor values) =>
        MemoryMarshal.Cast<byte, float>(values.to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();

    /// <summary>Highest in the middle, 0 at the border: the product of two Hann windows, row by row; 1 where there is one cell.</summary>
    internal static double[] Window(int side)
    {
        double[] hann = [.. Enumerable.Range(0, side).Select(i => side == 1 ? 1 : 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (side - 1)))];
        return [.. hann.SelectMany(_ => hann, (row, column) => row * column)];
    }
}
