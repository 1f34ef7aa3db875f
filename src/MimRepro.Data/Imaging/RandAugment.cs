using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>Some of fifteen changes of colour and place, drawn for every picture.</summary>
/// <remarks>
/// Cubuk et al. 2020 in the variant of huggingface/pytorch-image-models timm/data/auto_augment.py that microsoft/Swin-Transformer and
/// DeiT train with, <c>rand-m9-mstd0.5-inc1</c>; PAPER.md 4.2. Operations are drawn with replacement, each is done with a probability
/// of its own and at a magnitude that varies a little.
/// </remarks>
public sealed class RandAugment
{
    private const double FullMagnitude = 10;

    private readonly RandAugmentRecipe _recipe;
    private readonly byte[] _fill;

    /// <param name="recipe">How many, how probable and how strong.</param>
    /// <param name="normalization">Its mean is the colour of what comes from outside a picture.</param>
    /// <exception cref="ArgumentException">The mean does not have three channels.</exception>
    public RandAugment(RandAugmentRecipe recipe, Normalization normalization)
    {
        if (normalization.Mean.Length != RgbImage.Channels)
            throw new ArgumentException($"mean has {normalization.Mean.Length} channels, expected {RgbImage.Channels}", nameof(normalization));
        _recipe = recipe;
        _fill = [.. normalization.Mean.Select(mean => (byte)Math.Clamp(Math.Round(mean * byte.MaxValue), 0, byte.MaxValue))];
    }

    /// <summary>The picture after the operations drawn; it keeps its size, and the one given is not changed.</summary>
    public RgbImage Apply(RgbImage image, SeededRandom random)
    {
        for (var i = 0; i < _recipe.Operations; i++)
        {
            var operation = Operations[random.Next(Operations.Length)];
            if (random.NextDouble() >= _recipe.Probability)
                continue;
            var magnitude = Math.Clamp(_recipe.Magnitude + _recipe.MagnitudeDeviation * random.NextNormal(), 0, _recipe.LargestMagnitude);
            image = Apply(operation, image, magnitude, random);
        }
        return image;
    }

    /// <summary>The operations in timm's order.</summary>
    internal enum Operation
    {
        AutoContrast, Equalize, Invert, Rotate, Posterize, Solarize, SolarizeAdd, Colour, Contrast, Brightness, Sharpness, ShearX, ShearY, TranslateX, TranslateY,
    }

    internal static readonly Operation[] Operations = Enum.GetValues<Operation>();

    /// <summary>One operation at a magnitude of 0 … 10; directions are drawn.</summary>
    internal RgbImage Apply(Operation operation, RgbImage image, double magnitude, SeededRandom random)
    {
        var strength = magnitude / FullMagnitude;
        return operation switch
        {
            Operation.AutoContrast => ColourOperations.AutoContrast(image),
            Operation.Equalize => ColourOperations.Equalize(image),
            Operation.Invert => ColourOperations.Invert(image),
            Operation.Rotate => AffineOperations.Rotate(image, EitherWay(strength * 30, random), Pixels(random)),
            Operation.Posterize => ColourOperations.Posterize(image, Steps(strength, 4)),
            Operation.Solarize => ColourOperations.Solarize(image, Steps(strength, 256)),
            Operation.SolarizeAdd => ColourOperations.SolarizeAdd(image, (int)(strength * 110)),
            Operation.Colour => ColourOperations.Colour(image, Factor(strength, random)),
            Operation.Contrast => ColourOperations.Contrast(image, Factor(strength, random)),
            Operation.Brightness => ColourOperations.Brightness(image, Factor(strength, random)),
            Operation.Sharpness => ColourOperations.Sharpness(image, Factor(strength, random)),
            Operation.ShearX => AffineOperations.ShearX(image, EitherWay(strength * 0.3, random), Pixels(random)),
            Operation.ShearY => AffineOperations.ShearY(image, EitherWay(strength * 0.3, random), Pixels(random)),
            Operation.TranslateX => AffineOperations.TranslateX(image, EitherWay(strength * 0.45, random), Pixels(random)),
            Operation.TranslateY => AffineOperations.TranslateY(image, EitherWay(strength * 0.45, random), Pixels(random)),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "unknown"),
        };
    }

    // Posterize keeps so many bits, solarize inverts from this value up: fewer and lower is stronger.
    private int Steps(double strength, int all) => _recipe.Increasing ? all - (int)(strength * all) : (int)(strength * all);

    // 1 changes nothing.
    private double Factor(double strength, SeededRandom random) =>
        _recipe.Increasing ? Math.Max(0.1, 1 + EitherWay(strength * 0.9, random)) : strength * 1.8 + 0.1;

    private static double EitherWay(double value, SeededRandom random) => random.NextDouble() < 0.5 ? -value : value;

    private AffineOperations.Pixels Pixels(SeededRandom random) => new(
        _recipe.Interpolation != PixelInterpolation.Either ? _recipe.Interpolation
            : random.NextDouble() < 0.5 ? PixelInterpolation.Bilinear : PixelInterpolation.Bicubic, _fill);
}
