using MimRepro.Data.Classification;

namespace MimRepro.Data;

/// <summary>What batches of training and of evaluation have in common.</summary>
internal static class BatchLabels
{
    /// <summary>Pixels with the labels of the images that they are of.</summary>
    public static ImageBatch Of(ILabelledImages images, ReadOnlySpan<int> indices, float[] pixels, long step)
    {
        var labels = new long[indices.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = images.Label(indices[i]);
        return new(pixels, labels, labels.Length, step) { Presences = images.Presences(indices[0]) is null ? null : Presences(images, indices) };
    }

    /// <summary>Calls once for each place of a batch, side by side where the reader allows it.</summary>
    public static void ForEach(this IImageReader reader, int count, Action<int> make)
    {
        if (!reader.AnyThread)
        {
            for (var i = 0; i < count; i++)
                make(i);
            return;
        }
        SideBySide.For(count, make);
    }

    private static Presence[] Presences(ILabelledImages images, ReadOnlySpan<int> indices)
    {
        var all = new Presence[indices.Length * images.Classes];
        for (var i = 0; i < indices.Length; i++)
            for (var label = 0; label < images.Classes; label++)
                all[i * images.Classes + label] = images.Presences(indices[i])![label];
        return all;
    }
}
