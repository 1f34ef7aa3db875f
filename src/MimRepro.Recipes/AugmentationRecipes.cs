namespace MimRepro.Recipes;

/// <summary>How a pixel between pixels is found when a picture is turned, sheared or moved.</summary>
public enum PixelInterpolation
{
    Bilinear,
    Bicubic,
    /// <summary>One of the two, drawn anew for each operation.</summary>
    Either,
}

/// <summary>What training of a classifier does to pictures beyond crop and mirror; null leaves a part out.</summary>
public sealed record AugmentationRecipe
{
    /// <summary>How many views of an image, each augmented on its own, stand side by side; an epoch is as long, but sees so many times fewer images. 1 for none.</summary>
    /// <remarks>Repeated augmentation (Hoffer et al. 2020), 3 in facebookresearch/deit samplers.py.</remarks>
    public required int ViewsPerImage { get; init; }
    public required RandAugmentRecipe? RandAugment { get; init; }
    public required RandomErasingRecipe? Erasing { get; init; }
    public required MixingRecipe? Mixing { get; init; }
}

/// <summary>Some operations drawn from a list for every picture; timm writes it as <c>rand-m9-mstd0.5-inc1</c>.</summary>
public sealed record RandAugmentRecipe
{
    /// <summary>How many operations are drawn; the same may be drawn again. timm's <c>n</c>.</summary>
    public required int Operations { get; init; }
    /// <summary>Probability of each drawn operation to be done.</summary>
    public required double Probability { get; init; }
    /// <summary>0 … <see cref="LargestMagnitude"/>; 10 is the full strength of every operation. timm's <c>m</c>.</summary>
    public required double Magnitude { get; init; }
    /// <summary>Standard deviation of the magnitude, drawn anew for each operation. timm's <c>mstd</c>.</summary>
    public required double MagnitudeDeviation { get; init; }
    /// <summary>Where a drawn magnitude is cut off. timm's <c>mmax</c>.</summary>
    public required double LargestMagnitude { get; init; }
    /// <summary>Whether every operation gets stronger with magnitude; posterize, solarize and the four enhancements otherwise do not. timm's <c>inc</c>.</summary>
    public required bool Increasing { get; init; }
    public required PixelInterpolation Interpolation { get; init; }
}

/// <summary>Rectangles of normal noise in normalised pictures.</summary>
public sealed record RandomErasingRecipe
{
    /// <summary>Probability of a picture to be touched.</summary>
    public required double Probability { get; init; }
    /// <summary>Share of the picture's area that is erased, all rectangles together.</summary>
    public required Interval Area { get; init; }
    /// <summary>Height / width of a rectangle.</summary>
    public required Interval AspectRatio { get; init; }
    /// <summary>Most rectangles of a picture; their number is drawn from 1 up.</summary>
    public required int Rectangles { get; init; }
}

/// <summary>Mixup and CutMix of a batch with itself in reverse order, by one share for the whole batch.</summary>
public sealed record MixingRecipe
{
    /// <summary>Probability of a batch to be mixed.</summary>
    public required double Probability { get; init; }
    /// <summary>The share of mixup is drawn from Beta(alpha, alpha); null leaves mixup out.</summary>
    public required double? MixupAlpha { get; init; }
    /// <summary>The same for CutMix.</summary>
    public required double? CutMixAlpha { get; init; }
    /// <summary>Probability of CutMix instead of mixup; null unless both are on.</summary>
    public required double? SwitchProbability { get; init; }
}
