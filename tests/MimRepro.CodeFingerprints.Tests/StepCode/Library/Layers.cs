using System;
using System.Collections.Generic;
using System.Linq;

namespace Steps.Library;

public abstract class Layer
{
    public virtual double Forward(double x) => x;

    public virtual double Scale() => 1;
}

public sealed class Dense : Layer
{
    public override double Forward(double x) => 2 * x;
}

// No step makes one.
public sealed class Dropout : Layer
{
    public override double Forward(double x) => x / 2;
}

public interface ISchedule
{
    double Rate(int step);
}

public static class Tables
{
    public const int Width = 64;

    public static readonly int[] Weights = [3, 5, 7, 11, 13, 17, 19, 23];
}

public static class Arithmetic
{
    public static double Mean(IEnumerable<double> values) => values.Average();

    public static double Norm(double[] values)
    {
        double sum = 0;
        foreach (double value in values) sum += value * value;
        return Math.Sqrt(sum);
    }

    public static double Power(double x, int exponent = 2)
    {
        double result = 1;
        for (int i = 0; i < exponent; i++) result *= x;
        return result;
    }

    public static T Largest<T>(T one, T other) where T : IComparable<T> => one.CompareTo(other) > 0 ? one : other;

    public static double Nobody(double x) => x - 1;
}
