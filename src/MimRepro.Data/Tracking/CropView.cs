using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tracking;

/// <summary>How a frame is seen in a square crop: crop = (frame − source) · scale + target, along each axis, in pixels.</summary>
/// <remarks>LitingLin/SwinTrack data/tracking/methods/SiamFC/common/siamfc_curation.py.</remarks>
public readonly record struct CropView(double ScaleX, double ScaleY, double SourceX, double SourceY, double TargetX, double TargetY)
{
    private const int MostDraws = 1000;

    /// <summary>The object in the middle of the crop.</summary>
    /// <param name="box">With an area.</param>
    /// <param name="area">Each side grows by (area − 1) mean sides; the crop has the area of that.</param>
    /// <param name="size">Side of the crop in pixels.</param>
    public static CropView Around(BoundingBox box, double area, int size)
    {
        var margin = (area - 1) * (box.Width + box.Height) / 2;
        var scale = size / Math.Sqrt((box.Width + margin) * (box.Height + margin));
        return new(scale, scale, box.CenterX, box.CenterY, size / 2.0, size / 2.0);
    }

    /// <summary>The object scaled and shifted at random, still at least partly inside the crop.</summary>
    /// <param name="scaleJitter">Standard deviation of the logarithm of each axis's scale.</param>
    /// <param name="translationJitter">Largest distance between two shifts along an axis, in mean sides of the box.</param>
    /// <exception cref="DataFormatException">No draw of a thousand leaves a part of the box inside.</exception>
    public static CropView Jittered(BoundingBox box, double area, int size, double scaleJitter, double translationJitter, SeededRandom random)
    {
        var centred = Around(box, area, size);
        for (var draw = 0; draw < MostDraws; draw++)
        {
            var (normalX, normalY) = NextNormals(random);
            var (scaleX, scaleY) = (centred.ScaleX / Math.Exp(normalX * scaleJitter), centred.ScaleY / Math.Exp(normalY * scaleJitter));
            var reach = (box.Width * scaleX + box.Height * scaleY) / 2 * translationJitter;
            var (shiftX, shiftY) = ((random.NextDouble() - 0.5) * reach, (random.NextDouble() - 0.5) * reach);
            var view = centred with { ScaleX = scaleX, ScaleY = scaleY, TargetX = centred.TargetX - shiftX, TargetY = centred.TargetY - shiftY };
            if (view.ToCrop(box).Inside(size, size) is not null)
                return view;
        }
        throw new DataFormatException(FormattableString.Invariant(
            $"An object cannot be kept inside its crop.\n  member:     Data.SearchTranslationJitter\n  expected:   a shift that leaves a part of the object inside\n  got:        {translationJitter} mean sides, {MostDraws} draws\n  Make the jitter smaller."));
    }

    public BoundingBox ToCrop(BoundingBox box) =>
        new((box.Left - SourceX) * ScaleX + TargetX, (box.Top - SourceY) * ScaleY + TargetY, box.Width * ScaleX, box.Height * ScaleY);

    public BoundingBox ToFrame(BoundingBox box) =>
        new((box.Left - TargetX) / ScaleX + SourceX, (box.Top - TargetY) / ScaleY + SourceY, box.Width / ScaleX, box.Height / ScaleY);

    /// <summary>Cuts the crop out of a frame, bilinearly, without antialiasing as the reference; what lies outside of the frame has its mean colour.</summary>
    /// <param name="mean">Red, green and blue, 0…1.</param>
    /// <param name="size">Side of the crop in pixels.</param>
    /// <param name="output">[3, size, size], 0…1.</param>
    /// <remarks>The reference rounds the cut-out to whole pixels and stretches it; here pixel centres fall where the view says.</remarks>
    public void Cut(RgbImage frame, ReadOnlySpan<float> mean, int size, Span<float> output)
    {
        var (columns, rows) = (Places(size, frame.Width, ScaleX, SourceX, TargetX), Places(size, frame.Height, ScaleY, SourceY, TargetY));
        var plane = size * size;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                for (var channel = 0; channel < RgbImage.Channels; channel++)
                    output[channel * plane + y * size + x] = rows[y].First < 0 || columns[x].First < 0 ? mean[channel]
                        : Mixed(Mixed(frame, rows[y].First, columns[x], channel), Mixed(frame, rows[y].Second, columns[x], channel), rows[y].Share) / byte.MaxValue;
    }

    /// <summary>Mean red, green and blue of a frame, 0…1.</summary>
    public static float[] MeanColour(RgbImage frame)
    {
        var sums = new long[RgbImage.Channels];
        for (var i = 0; i < frame.Pixels.Length; i += RgbImage.Channels)
            for (var channel = 0; channel < RgbImage.Channels; channel++)
                sums[channel] += frame.Pixels[i + channel];
        var pixels = (double)frame.Width * frame.Height;
        return [.. sums.Select(sum => (float)(sum / pixels / byte.MaxValue))];
    }

    // For each pixel of the crop the two of the frame between which it lies; −1 outside of the frame.
    private static (int First, int Second, float Share)[] Places(int size, int length, double scale, double source, double target)
    {
        var places = new (int, int, float)[size];
        for (var i = 0; i < size; i++)
        {
            var place = (i + 0.5 - target) / scale + source;
            if (!(place >= 0 && place < length))
            {
                places[i] = (-1, -1, 0);
                continue;
            }
            var centre = Math.Clamp(place - 0.5, 0, length - 1);
            var first = (int)centre;
            places[i] = (first, Math.Min(first + 1, length - 1), (float)(centre - first));
        }
        return places;
    }

    private static float Mixed(RgbImage frame, int row, (int First, int Second, float Share) column, int channel) =>
        Mixed(frame.Pixels[(row * frame.Width + column.First) * RgbImage.Channels + channel], frame.Pixels[(row * frame.Width + column.Second) * RgbImage.Channels + channel], column.Share);

    private static float Mixed(float first, float second, float share) => first + (second - first) * share;

    // Box and Muller: two independent normal numbers from two uniform ones.
    private static (double, double) NextNormals(SeededRandom random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
        return (radius * cosine, radius * sine);
    }
}
