using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>Turns the bytes of one image into what a model reads, [C, S, S], normalised. One thread at a time.</summary>
/// <remarks>
/// An image smaller than S is first laid in the middle of an S x S black canvas, which keeps its pixels exact; crops are taken
/// from that canvas. So the crop of the whole image is what evaluation sees, and both see objects at the same size.
/// </remarks>
internal sealed class ImageTransform
{
    private readonly DataRecipe _recipe;
    private readonly int _sourceHeight, _sourceWidth, _sourceChannels;
    private readonly int _height, _width, _size;
    private readonly byte[]? _canvas;
    private readonly Resampler _resampler;
    private readonly Crop _center;
    private readonly float[] _scale, _offset;
    private readonly bool _randomCrop;
    private readonly RandAugment? _changes;
    private readonly RandomErasingRecipe? _erasing;

    /// <exception cref="RecipeException">Colour images are asked for in another number of channels than they have.</exception>
    public ImageTransform(ImageSet images, DataRecipe recipe, AugmentationRecipe? augmentation = null)
    {
        _recipe = recipe;
        (_sourceChannels, _sourceHeight, _sourceWidth, _size) = (images.Channels, images.Height, images.Width, recipe.ImageSize);
        if (_sourceChannels != 1 && _sourceChannels != recipe.Channels)
            throw new RecipeException($"Images of '{recipe.Dataset}' have another number of channels.\n  member:     Data.Channels\n  expected:   {_sourceChannels}\n  got:        {recipe.Channels}");
        (_height, _width) = (Math.Max(_sourceHeight, _size), Math.Max(_sourceWidth, _size));
        if (_height != _sourceHeight || _width != _sourceWidth)
            _canvas = new byte[_sourceChannels * _height * _width];
        _resampler = new(_size, Math.Max(_height, _width));
        _center = Crop.CenterSquare(_height, _width);
        _randomCrop = recipe.CropScale is not { Min: 1, Max: 1 } || recipe.CropRatio is not { Min: 1, Max: 1 };
        _erasing = augmentation?.Erasing;
        if (augmentation?.RandAugment is { } changes)
            _changes = recipe.Channels == RgbImage.Channels ? new(changes, recipe.Normalization)
                : throw new RecipeException($"RandAugment changes colour images.\n  member:     Data.Channels\n  expected:   {RgbImage.Channels}\n  got:        {recipe.Channels}");
        // (value / 255 − mean) / std as one product and one sum
        _scale = [.. recipe.Normalization.Std.Select(std => (float)(1 / (255 * std)))];
        _offset = [.. recipe.Normalization.Mean.Zip(recipe.Normalization.Std, (mean, std) => (float)(-mean / std))];
    }

    /// <summary>Floats of one image, C x S x S.</summary>
    public int OutputLength => _recipe.Channels * _size * _size;

    /// <summary>The whole image (its centred square), not augmented.</summary>
    public void Center(ReadOnlySpan<byte> image, Span<float> output) => 
        Normalize(Write(image, _center, flip: false, output));

    /// <summary>Random crop and flip of the recipe, then RandAugment and, after normalisation, erasing: drawn from <paramref name="random"/> in this order.</summary>
    /// <remarks>The order of huggingface/pytorch-image-models timm/data/transforms_factory.py.</remarks>
    public void Augment(ReadOnlySpan<byte> image, SeededRandom random, Span<float> output)
    {
        var crop = _randomCrop ? Crop.Draw(random, _height, _width, _recipe.CropScale, _recipe.CropRatio) : _center;
        Write(image, crop, random.NextDouble() < _recipe.FlipProbability, output);
        if (_changes is not null)
            Change(output, _changes, random);
        Normalize(output);
        RandomErasing.Apply(output, _size, _size, _erasing, random);
    }

    // 0 … 255, not normalised.
    private Span<float> Write(ReadOnlySpan<byte> image, Crop crop, bool flip, Span<float> output)
    {
        var canvas = OnCanvas(image);
        var plane = _size * _size;
        for (var channel = 0; channel < _sourceChannels; channel++)
        {
            var target = output.Slice(channel * plane, plane);
            var source = canvas.Slice(channel * _height * _width, _height * _width);
            if (crop.Height == _size && crop.Width == _size)
                Copy(source, crop, flip, target);
            else
                _resampler.Resample(source, _width, crop, flip, target);
        }
        for (var channel = _sourceChannels; channel < _recipe.Channels; channel++) // grey in three channels
            output[..plane].CopyTo(output.Slice(channel * plane, plane));
        return output;
    }

    private void Change(Span<float> planes, RandAugment changes, SeededRandom random)
    {
        var plane = _size * _size;
        var image = new RgbImage(_size, _size, new byte[plane * RgbImage.Channels]);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)Math.Clamp(MathF.Round(planes[i % RgbImage.Channels * plane + i / RgbImage.Channels]), 0, byte.MaxValue);
        image = changes.Apply(image, random);
        for (var i = 0; i < image.Pixels.Length; i++)
            planes[i % RgbImage.Channels * plane + i / RgbImage.Channels] = image.Pixels[i];
    }

    private void Normalize(Span<float> output)
    {
        var plane = _size * _size;
        for (var channel = 0; channel < _recipe.Channels; channel++)
            Normalize(output.Slice(channel * plane, plane), _scale[channel], _offset[channel]);
    }

    private ReadOnlySpan<byte> OnCanvas(ReadOnlySpan<byte> image)
    {
        if (_canvas is null)
            return image;
        var (top, left) = ((_height - _sourceHeight) / 2, (_width - _sourceWidth) / 2);
        for (var row = 0; row < _sourceChannels * _sourceHeight; row++)
        {
            var (channel, y) = Math.DivRem(row, _sourceHeight);
            image.Slice(row * _sourceWidth, _sourceWidth).CopyTo(_canvas.AsSpan((channel * _height + top + y) * _width + left)); // the border stays black
        }
        return _canvas;
    }

    private void Copy(ReadOnlySpan<byte> plane, Crop crop, bool flip, Span<float> output)
    {
        for (var y = 0; y < _size; y++)
        {
            var row = plane.Slice((crop.Top + y) * _width + crop.Left, _size);
            var target = output.Slice(y * _size, _size);
            for (var x = 0; x < target.Length; x++)
                target[x] = row[x];
            if (flip)
                target.Reverse();
        }
    }

    private static void Normalize(Span<float> values, float scale, float offset)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = values[i] * scale + offset;
    }
}
