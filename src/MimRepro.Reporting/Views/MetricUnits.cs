namespace MimRepro.Reporting.Views;

/// <summary>Units of the metrics; unknown metrics have none.</summary>
internal static class MetricUnits
{
    public static string Of(string metric) => metric.Split('.')[0] switch
    {
        "top1" or "top1_train" => "percent",
        "attention_distance" => metric.EndsWith("correlation", StringComparison.Ordinal) ? "1" : "px",
        "attention_entropy" => "nats",
        "head_diversity" => metric.EndsWith("ratio", StringComparison.Ordinal) ? "1" : "nats",
        "cross_entropy" or "cross_entropy_eval" => "nats",
        _ => "1",
    };
}
