using Microsoft.Data.Sqlite;

namespace MimRepro.Results.Database;

/// <summary>What a key measured: numbers, curves, pictures, in the order in which the step gave them.</summary>
internal static class OutputTables
{
    public static bool Has(SqliteConnection connection, string key, string? artifact) =>
        connection.Number("SELECT count(*) FROM outputs WHERE step = $0 AND ($1 IS NULL OR artifact = $1)", key, artifact) > 0;

    public static void Replace(SqliteConnection connection, string key, string? artifact,
        IReadOnlyList<MetricRow> metrics, IReadOnlyList<SeriesRow> series, IReadOnlyList<FigureRow> figures)
    {
        connection.Execute("DELETE FROM outputs WHERE step = $0", key); // the rest follows by ON DELETE CASCADE
        connection.Execute("INSERT INTO outputs (step, artifact) VALUES ($0, $1)", key, artifact);
        using var insertMetric = Statement.Insert(connection,
            "metrics", "step", "name", "value", "unit", "epoch", "layer", "head", "other_layer");
        foreach (var row in metrics)
            insertMetric.Run(key, row.Name, row.Value, MetricDescriptors.Get(row.Name).Unit, row.Epoch, row.Layer, row.Head, row.OtherLayer);
        using var insertSeries = Statement.Insert(connection, "series", "step", "name", "x_name", "x", "y");
        foreach (var row in series)
            insertSeries.Run(key, row.Name, row.XName, StoredJson.WriteNumbers(row.X), StoredJson.WriteNumbers(row.Y));
        using var insertFigure = Statement.Insert(connection, "figures", "step", "name", "caption", "alt", "media_type", "bytes");
        foreach (var row in figures)
            insertFigure.Run(key, row.Name, row.Caption, row.Alt, row.MediaType, row.Bytes);
    }

    public static List<MetricRow> Metrics(SqliteConnection connection, string key) => connection.Query(
        "SELECT name, value, epoch, layer, head, other_layer FROM metrics WHERE step = $0 ORDER BY rowid",
        reader => new MetricRow(reader.GetString(0), reader.GetDouble(1), reader.DoubleOrNull(2),
            reader.IntOrNull(3), reader.IntOrNull(4), reader.IntOrNull(5)), key);

    public static List<SeriesRow> Series(SqliteConnection connection, string key) => connection.Query(
        "SELECT name, x_name, x, y FROM series WHERE step = $0 ORDER BY rowid",
        reader => new SeriesRow(reader.GetString(0), reader.GetString(1),
            StoredJson.ReadNumbers(reader.GetString(2)), StoredJson.ReadNumbers(reader.GetString(3))), key);

    public static List<FigureRow> Figures(SqliteConnection connection, string key) => connection.Query(
        "SELECT name, caption, alt, media_type, bytes FROM figures WHERE step = $0 ORDER BY rowid",
        reader => new FigureRow(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
            reader.GetFieldValue<byte[]>(4)), key);
}
