using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>Initial weights, drawn from torch's global generator.</summary>
public static class InitialValues
{
    /// <summary>
    /// Deviations at which a normal distribution is cut where a reference cuts at 100 of them: nothing lies beyond,
    /// and only a rounding error could land at 100.
    /// </summary>
    public const double Uncut = 6;

    /// <summary>Normal values between ±<paramref name="cut"/>, by the inverse of the distribution function.</summary>
    public static void DrawNormal(Tensor values, double deviation, double cut)
    {
        double bound = Erf(cut / (deviation * Math.Sqrt(2)));
        values.uniform_(-bound, bound).erfinv_().mul_(deviation * Math.Sqrt(2)).clamp_(-cut, cut);
    }

    private static double Erf(double x) => tensor(x, ScalarType.Float64).erf().item<double>();
}
