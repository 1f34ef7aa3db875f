using MimRepro.Data.Depth;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Depth;

/// <summary>What a model has to beat: predictions that do not look at the picture.</summary>
/// <param name="MeanDepth">One number everywhere: the mean training depth.</param>
/// <param name="MeanPerPixel">Each pixel's own mean training depth; null where pictures differ in size.</param>
public sealed record DepthBaselineResult(DepthEvaluation MeanDepth, DepthEvaluation? MeanPerPixel)
{
    /// <summary>The one with the lower RMSE, and its name.</summary>
    public (string Name, DepthEvaluation Evaluation) Best =>
        MeanPerPixel is { } perPixel && perPixel.Score.Rmse < MeanDepth.Score.Rmse ? ("mean training depth of each pixel", perPixel) : ("mean training depth", MeanDepth);
}

/// <summary>Predicts the mean training depth.</summary>
public static class DepthBaseline
{
    /// <param name="train">Read once, one by one; depth of 0 or less counts as not known.</param>
    /// <param name="evaluation">Scored like a model's predictions.</param>
    /// <exception cref="Data.DataFormatException">No training pixel, or no evaluation pixel that is scored, has depth.</exception>
    public static DepthBaselineResult Of(IReadOnlyList<DepthSample> train, IReadOnlyList<DepthSample> evaluation, DepthEvaluationRecipe recipe)
    {
        var means = new Means();
        foreach (var sample in train)
            means.Add(sample);
        if (means.Pixels == 0)
            throw new Data.DataFormatException($"No training image has depth.\n  expected:   depth above 0 somewhere\n  got:        0 in all {train.Count} images\n  The depth files are empty.");
        var (constant, perPixel) = (new DepthTally(recipe), means.SameSize ? new DepthTally(recipe) : null);
        foreach (var sample in evaluation)
        {
            var everywhere = new float[sample.Metres.Length];
            Array.Fill(everywhere, means.Everywhere);
            constant.Add(everywhere, sample);
            if (means.FitTo(sample) is { } own)
                perPixel?.Add(own, sample);
            else
                perPixel = null;
        }
        return new(constant.Result(), perPixel?.Result());
    }

    private sealed class Means
    {
        private (int Width, int Height)? size;
        private double[] sums = [];
        private long[] counts = [];
        private double sum;
        private float[]? perPixel;

        public long Pixels { get; private set; }

        public bool SameSize { get; private set; } = true;

        public float Everywhere => (float)(sum / Pixels);

        public void Add(DepthSample sample)
        {
            if (size is null)
                (size, sums, counts) = ((sample.Image.Width, sample.Image.Height), new double[sample.Metres.Length], new long[sample.Metres.Length]);
            SameSize &= size == (sample.Image.Width, sample.Image.Height);
            for (var i = 0; i < sample.Metres.Length; i++)
            {
                if (!(sample.Metres[i] > 0))
                    continue;
                sum += sample.Metres[i];
                Pixels++;
                if (!SameSize)
                    continue;
                sums[i] += sample.Metres[i];
                counts[i]++;
            }
        }

        /// <summary>Each pixel's mean; where depth was never known, the mean of all. Null for a sample of another size.</summary>
        public float[]? FitTo(DepthSample sample) => size != (sample.Image.Width, sample.Image.Height) ? null
            : perPixel ??= [.. sums.Zip(counts, (total, count) => count > 0 ? (float)(total / count) : Everywhere)];
    }
}
