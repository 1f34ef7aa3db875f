namespace MimRepro.Data;

/// <summary>Draws from distributions other than the uniform one.</summary>
public static class RandomDraws
{
    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller 1958, one of the two numbers).</summary>
    public static double NextNormal(this SeededRandom random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())); // 1 − u is never 0
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>Beta(<paramref name="alpha"/>, <paramref name="alpha"/>), 0 … 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not above 0.</exception>
    public static double NextBeta(this SeededRandom random, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        // Logarithms, as gamma variates of a small alpha are too small for a double.
        var (first, second) = (NextLogGamma(random, alpha), NextLogGamma(random, alpha));
        return 1 / (1 + Math.Exp(second - first));
    }

    // Marsaglia and Tsang 2000; below 1 by Gamma(alpha) = Gamma(alpha + 1) U^(1 / alpha).
    private static double NextLogGamma(SeededRandom random, double alpha)
    {
        if (alpha < 1)
            return NextLogGamma(random, alpha + 1) + Math.Log(1 - random.NextDouble()) / alpha;
        var d = alpha - 1 / 3.0;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.NextNormal();
            var root = 1 + c * normal;
            if (root <= 0)
                continue;
            var logCube = 3 * Math.Log(root);
            if (Math.Log(1 - random.NextDouble()) < normal * normal / 2 + d - d * Math.Exp(logCube) + d * logCube)
                return Math.Log(d) + logCube;
        }
    }
}
