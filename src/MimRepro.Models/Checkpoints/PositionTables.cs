using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>How tables of relative position biases are fitted to windows of another size.</summary>
public enum TableResizing
{
    /// <summary>A cubic spline through places whose distances grow geometrically: microsoft/SimMIM utils.py.</summary>
    Geometric,
    /// <summary>Bicubic interpolation, as of an image: microsoft/Swin-Transformer utils.py.</summary>
    Bicubic,
}

/// <summary>Fits what a model learned about positions to another number of positions.</summary>
internal static class PositionTables
{
    /// <param name="table">[rows, nH]; all but the last <paramref name="extra"/> rows are a square of offsets.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="extra">Rows of a class token, which are kept.</param>
    /// <param name="resizing">How the square is resized.</param>
    /// <returns>[<paramref name="rows"/>, nH], float32, or null where either side is no square or too small to be resized so.</returns>
    public static Tensor? Resize(Tensor table, long rows, int extra, TableResizing resizing)
    {
        if (Side(table.shape[0] - extra) is not int source || Side(rows - extra) is not int target)
            return null;
        if (resizing == TableResizing.Geometric && source < CubicSpline.LeastPoints)
            return null;

        using DisposeScope scope = NewDisposeScope();
        Tensor square = table[..(int)(table.shape[0] - extra)].t().reshape(1, table.shape[1], source, source);
        Tensor resized = resizing switch
        {
            TableResizing.Geometric => Geometric(square, source, target),
            TableResizing.Bicubic => Bicubic(square, target),
            _ => throw new ArgumentOutOfRangeException(nameof(resizing), resizing, "No such way to resize a table."),
        };
        Tensor offsets = resized.to(ScalarType.Float32).flatten(2)[0].t();
        return (extra == 0 ? offsets.contiguous() : cat([offsets, table[^extra..].to(ScalarType.Float32)], 0)).MoveToOuterDisposeScope();
    }

    /// <param name="embedding">[1, extra + L, C], L a square.</param>
    /// <param name="positions">extra + L of the result.</param>
    /// <param name="extra">Positions of a class token, which come first and are kept.</param>
    /// <returns>[1, <paramref name="positions"/>, C], float32, or null where either side is no square.</returns>
    /// <remarks>microsoft/Swin-Transformer utils.py; with a class token SwinTransformer/MIM-Depth-Estimation models/checkpoint.py.</remarks>
    public static Tensor? ResizeEmbedding(Tensor embedding, long positions, int extra)
    {
        if (Side(embedding.shape[1] - extra) is not int source || Side(positions - extra) is not int target)
            return null;
        using DisposeScope scope = NewDisposeScope();
        Tensor map = embedding[.., extra.., ..].transpose(1, 2).reshape(1, embedding.shape[2], source, source);
        Tensor resized = Bicubic(map, target).flatten(2).transpose(1, 2);
        return cat([embedding[.., ..extra, ..].to(ScalarType.Float32), resized], 1).MoveToOuterDisposeScope();
    }

    private static Tensor Geometric(Tensor square, int source, int target)
    {
        Tensor weights = CubicSpline.Weights(GeometricPositions.Source(source, target), GeometricPositions.Target(target));
        return weights.matmul(square.to(ScalarType.Float64)).matmul(weights.t()); // the same places on both axes
    }

    private static Tensor Bicubic(Tensor map, int side) =>
        nn.functional.interpolate(map.to(ScalarType.Float32), [side, side], mode: InterpolationMode.Bicubic, align_corners: false);

    private static int? Side(long squares)
    {
        long side = (long)Math.Round(Math.Sqrt(Math.Max(squares, 0)));
        return side > 0 && side * side == squares ? (int)side : null;
    }
}
