using MimRepro.Pipeline.Worker;
using MimRepro.Training;

namespace MimRepro.Worker;

/// <summary>Collects what a step measured under the names that results and claims use.</summary>
public sealed class OutputBuilder
{
    private readonly List<OutputMetric> metrics = [];
    private readonly List<OutputSeries> series = [];
    private readonly List<OutputFigure> figures = [];

    public OutputBuilder Metric(string name, double value)
    {
        metrics.Add(new(name, value));
        return this;
    }

    /// <summary>A number at a place: pairs of coordinate and value.</summary>
    public OutputBuilder Metric(string name, double value, params ReadOnlySpan<(string Name, double Value)> at)
    {
        var coordinates = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (coordinate, place) in at)
        {
            coordinates.Add(coordinate, place);
        }

        metrics.Add(new(name, value, coordinates));
        return this;
    }

    public OutputBuilder Series(string name, string xName, double[] x, double[] y)
    {
        series.Add(new(name, xName, x, y));
        return this;
    }

    public OutputBuilder Curves(TrainingCurves curves) =>
        Series("loss", "epoch", curves.Epoch, curves.Loss)
            .Series("learning_rate", "epoch", curves.Epoch, curves.LearningRate)
            .Series("gradient_norm", "epoch", curves.Epoch, curves.GradientNorm);

    public OutputBuilder Figure(string name, string file, string caption, string alt)
    {
        figures.Add(new(name, file, caption, alt));
        return this;
    }

    public StepOutput Build() => new() { Metrics = metrics, Series = series, Figures = figures };
}
