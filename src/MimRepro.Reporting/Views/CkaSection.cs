using MimRepro.Reporting.Charts;
using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>How alike the layers of each arm are.</summary>
internal static class CkaSection
{
    public static ChartSectionView Of(RunRecord run)
    {
        var values = LayerValue.Of(run, "cka").Where(x => x.Epoch is null && x.OtherLayer is not null).ToArray();
        return new ChartSectionView("cka", "Similarity of layers (CKA)",
            "Linear CKA between the features of every two layers, mean over seeds where there are several: 1 is the same up to rotation and scale. "
            + "Place 0 is what enters the first block, the last place is what leaves the last one.",
            [values.Length == 0 ? ChartGroupView.None("cka-maps", "Heat maps", "Not run yet: no attention analysis has ended.") : Group(values)]);
    }

    private static ChartGroupView Group(LayerValue[] values)
    {
        // Checkpoints side by side may have different numbers of layers.
        var arms = Arms.Ordered(values.Select(x => x.Arm));
        var maps = arms.Select(arm => (Arm: arm, Map: Means(values.Where(x => x.Arm == arm.Key).ToArray()))).ToArray();
        var size = maps.Max(x => x.Map.GetLength(0));
        return ChartGroupView.Of("cka-maps", "Heat maps", "",
            maps.Select(x => Draw(x.Arm, x.Map, x.Map.GetLength(0))).ToArray(),
            new TableView("CKA", ["arm", "layer", .. Enumerable.Range(0, size).Select(x => $"with {x}")],
                (from x in maps
                 let own = x.Map.GetLength(0)
                 from row in Enumerable.Range(0, own)
                 select (IReadOnlyList<string>)[x.Arm.Label, Format.Integer(row), .. Enumerable.Range(0, size).Select(column => column < own ? Format.Number(x.Map[row, column]) : "–")]).ToArray()));
    }

    /// <summary>[row, column]; a pair recorded in one order only fills both places.</summary>
    private static double[,] Means(IReadOnlyList<LayerValue> values)
    {
        var size = values.Max(x => Math.Max(x.Layer, x.OtherLayer!.Value)) + 1;
        var cells = values.ToLookup(x => (x.Layer, Other: x.OtherLayer!.Value), x => x.Value);
        var map = new double[size, size];
        for (var row = 0; row < size; row++)
            for (var column = 0; column < size; column++)
                map[row, column] = cells[(row, column)].DefaultIfEmpty(cells[(column, row)].DefaultIfEmpty(double.NaN).Average()).Average();
        return map;
    }

    private static Chart Draw(ArmView arm, double[,] map, int size)
    {
        var axis = new Axis("layer", -0.5, size - 0.5) { Places = Enumerable.Range(0, size).Select(x => Format.Integer(x)).ToArray() };
        return new Chart($"chart-cka-{arm.Key.Slug()}", arm.Label, $"CKA of all pairs of layers, {arm.Label}; the table below has the values.", arm.Key, axis, axis)
        { Heat = new HeatMap(map, 0, 1) };
    }
}
