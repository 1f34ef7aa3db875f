namespace MimRepro.Results.Claims;

/// <summary>Student's t distribution for whole degrees of freedom, where the probability is a finite sum.</summary>
/// <remarks>Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.</remarks>
internal static class StudentT
{
    /// <summary>The t with P(|T| ≤ t) = <paramref name="coverage"/>; 12.706 for 0.95 and one degree of freedom.</summary>
    public static double TwoSidedQuantile(double coverage, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        if (!(coverage > 0 && coverage < 1))
            throw new ArgumentOutOfRangeException(nameof(coverage), coverage, "Coverage must lie between 0 and 1.");
        var (low, high) = (0.0, Math.PI / 2);
        for (var middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) // until no double lies between
            if (Within(middle, degreesOfFreedom) < coverage)
                low = middle;
            else
                high = middle;
        return Math.Sqrt(degreesOfFreedom) * Math.Tan(high);
    }

    /// <summary>P(|T| ≤ √n tan θ) for n degrees of freedom.</summary>
    private static double Within(double theta, int n)
    {
        var cosine = Math.Cos(theta);
        var odd = n % 2 == 1;
        // Powers of the cosine up to n − 2 in steps of two; each coefficient follows from the one before.
        var (sum, term) = (0.0, odd ? cosine : 1.0);
        for (var power = odd ? 1 : 0; power <= n - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }
        return odd ? 2 / Math.PI * (theta + Math.Sin(theta) * sum) : Math.Sin(theta) * sum;
    }
}
