using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>A number measured on a layer of a pre-trained backbone.</summary>
internal readonly record struct LayerValue(string Arm, int Seed, double? Epoch, int Layer, int? Head, int? OtherLayer, double Value)
{
    public static IReadOnlyList<LayerValue> Of(RunRecord run, string metric) =>
        (from record in run.Steps
         where record.Step.Kind is "analyze-attention" or "analyze-checkpoint"
         from row in record.Metrics
         where row.Name == metric && row.Layer is not null && double.IsFinite(row.Value)
         select new LayerValue(Arms.Of(record.Step), Arms.Seed(record.Step), row.Epoch, row.Layer!.Value, row.Head, row.OtherLayer, row.Value)).ToArray();
}
