using System.Numerics;

namespace MimRepro.Data.SceneWorld;

/// <summary>Finds the solids that may stand between a point and a far source of light, among up to 64 of them.</summary>
/// <remarks>Solids are sorted into columns and rows across the light. A point needs only those that its column and its row share.</remarks>
internal sealed class ShadowGrid
{
    public const int MostShapes = 64;

    private const int Cells = 24;

    private readonly ulong[] _columns = new ulong[Cells], _rows = new ulong[Cells];
    private readonly RayShape[] _shapes;
    private readonly double[] _tops;
    private readonly int _first;
    private readonly double _left, _near, _top, _columnsPerMetre, _rowsPerMetre;

    /// <param name="lamp">Its X axis points to the source.</param>
    public ShadowGrid(RayShape[] shapes, int first, int end, in Pose lamp)
    {
        (_shapes, _first, _tops, _top) = (shapes, first, new double[end - first], double.MinValue);
        Span<(double Min, double Max)> across = stackalloc (double, double)[MostShapes], along = stackalloc (double, double)[MostShapes];
        double right = double.MinValue, far = double.MinValue;
        (_left, _near) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < _tops.Length; i++)
        {
            ref readonly var shape = ref shapes[first + i].Shape;
            (across[i], along[i], _tops[i]) = (shape.Extent(lamp.Y), shape.Extent(lamp.Z), shape.Extent(lamp.X).Max);
            (_left, right) = (Math.Min(_left, across[i].Min), Math.Max(right, across[i].Max));
            (_near, far) = (Math.Min(_near, along[i].Min), Math.Max(far, along[i].Max));
            _top = Math.Max(_top, _tops[i]);
        }
        Bounds = new(_left, right, _near, far, _top);
        (_columnsPerMetre, _rowsPerMetre) = (Cells / (right - _left), Cells / (far - _near));
        for (var i = 0; i < _tops.Length; i++)
        {
            Mark(_columns, (across[i].Min - _left) * _columnsPerMetre, (across[i].Max - _left) * _columnsPerMetre, 1UL << i);
            Mark(_rows, (along[i].Min - _near) * _rowsPerMetre, (along[i].Max - _near) * _rowsPerMetre, 1UL << i);
        }
    }

    /// <summary>Where the light's rays can meet any of the solids: a rectangle across them, and how far towards the source.</summary>
    public readonly record struct Rectangle(double Left, double Right, double Near, double Far, double Top)
    {
        public bool Holds(Vec3 place) => place.X < Top && place.Y >= Left && place.Y < Right && place.Z >= Near && place.Z < Far;
    }

    public Rectangle Bounds { get; }

    private static void Mark(ulong[] cells, double from, double to, ulong bit)
    {
        var last = Math.Min((int)to, Cells - 1);
        for (var cell = Math.Max((int)from, 0); cell <= last; cell++)
            cells[cell] |= bit;
    }

    /// <param name="place">The point in the lamp's frame, inside <see cref="Bounds"/>.</param>
    public bool Hides(Vec3 point, Vec3 toSource, Vec3 place)
    {
        int column = Math.Min((int)((place.Y - _left) * _columnsPerMetre), Cells - 1), row = Math.Min((int)((place.Z - _near) * _rowsPerMetre), Cells - 1);
        for (var left = _columns[column] & _rows[row]; left != 0; left &= left - 1)
        {
            var i = BitOperations.TrailingZeroCount(left);
            if (place.X < _tops[i] && _shapes[_first + i].Enter(point, toSource, 0) != RayShape.Miss)
                return true;
        }
        return false;
    }
}
