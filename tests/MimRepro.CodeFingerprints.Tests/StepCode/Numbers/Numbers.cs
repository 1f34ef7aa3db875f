namespace Numbers;

public static class Rounding
{
    public static double Half(double value) => System.Math.Floor(value + 0.5);
}
