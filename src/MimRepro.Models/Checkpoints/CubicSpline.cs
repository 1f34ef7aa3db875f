using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>The cubic spline through given points, as a matrix: its values are linear in the points' values.</summary>
internal static class CubicSpline
{
    /// <summary>Fewest points that fix a cubic.</summary>
    public const int LeastPoints = 4;

    /// <summary>Weights of each known value at each wanted place.</summary>
    /// <param name="places">n rising places, n ≥ 4.</param>
    /// <param name="wanted">m places; one outside of <paramref name="places"/> takes the border's value.</param>
    /// <returns>[m, n], float64. The caller owns it.</returns>
    /// <remarks>
    /// The third derivative is continuous at the second and at the last but one place ("not a knot"), as in FITPACK's
    /// interpolating splines. Second derivatives M solve T M = R y; each piece is given by its ends' values and M.
    /// </remarks>
    public static Tensor Weights(double[] places, double[] wanted)
    {
        using DisposeScope scope = NewDisposeScope();
        (double[,] system, double[,] right) = SecondDerivatives(places);
        (double[,] values, double[,] curvatures) = Pieces(places, wanted);
        return (tensor(values) + tensor(curvatures).matmul(linalg.solve(tensor(system), tensor(right)))).MoveToOuterDisposeScope();
    }

    private static (double[,] System, double[,] Right) SecondDerivatives(double[] x)
    {
        int n = x.Length;
        double Width(int piece) => x[piece + 1] - x[piece];
        var system = new double[n, n];
        var right = new double[n, n];
        for (int i = 1; i < n - 1; i++)
        {
            (double before, double after) = (Width(i - 1), Width(i));
            (system[i, i - 1], system[i, i], system[i, i + 1]) = (before, 2 * (before + after), after);
            (right[i, i - 1], right[i, i], right[i, i + 1]) = (6 / before, -6 / before - 6 / after, 6 / after);
        }
        NotAKnot(row: 0, first: 0);
        NotAKnot(row: n - 1, first: n - 3);
        return (system, right);

        void NotAKnot(int row, int first)
        {
            (double one, double two) = (Width(first), Width(first + 1));
            (system[row, first], system[row, first + 1], system[row, first + 2]) = (two, -(one + two), one);
        }
    }

    private static (double[,] Values, double[,] Curvatures) Pieces(double[] x, double[] wanted)
    {
        var values = new double[wanted.Length, x.Length];
        var curvatures = new double[wanted.Length, x.Length];
        for (int row = 0; row < wanted.Length; row++)
        {
            double place = Math.Clamp(wanted[row], x[0], x[^1]);
            int piece = Math.Clamp(Array.FindLastIndex(x, start => start <= place), 0, x.Length - 2);
            double width = x[piece + 1] - x[piece], right = (place - x[piece]) / width, left = 1 - right;
            (values[row, piece], values[row, piece + 1]) = (left, right);
            curvatures[row, piece] = (left * left * left - left) * width * width / 6;
            curvatures[row, piece + 1] = (right * right * right - right) * width * width / 6;
        }
        return (values, curvatures);
    }
}
