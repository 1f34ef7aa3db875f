using MimRepro.Data;
using MimRepro.Data.Imaging;
using MimRepro.Models;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.MaskedImageModeling;

/// <summary>Pictures of what a SimMIM model makes of hidden cells.</summary>
public static class Reconstruction
{
    private const int Scale = 3;
    private const int CellsOfOneImage = 4;

    // Hidden pixels of the second picture: a grey that is no pixel value of most images.
    private const float HiddenGrey = 0.5f;

    /// <summary>One row an image: original, masked, reconstruction, and the original with only the hidden part filled in.</summary>
    /// <param name="model">Pre-trained model; put in evaluation mode here.</param>
    /// <param name="images">The first <c>recipe.Images</c> are drawn.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Draw(SimMim model, ReconstructionRecipe recipe, ILabelledImages images, Device device)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var batch = EvaluationBatches.Of(images, recipe.Data, recipe.Images).First();
        var pixels = TensorBatch.Images(batch, recipe.Data, device);
        var generator = new MaskGenerator(recipe.Model.ImageSize, recipe.Model.TokenSize(), recipe.Mask);
        var mask = new MaskBatches(generator, recipe.Seed, "reconstruction-mask").Draw(0, batch.Count, device);
        var hidden = MaskedL1.ToPixels(mask, pixels.shape[2]);
        var original = Visible(pixels, recipe.Data.Normalization);
        var predicted = Visible(model.call(pixels, mask), recipe.Data.Normalization);
        Tensor[] columns =
        [
            original,
            original * (1 - hidden) + HiddenGrey * hidden,
            predicted,
            original * (1 - hidden) + predicted * hidden,
        ];
        return Sheet(columns, batch.Count, recipe.Data);
    }

    /// <summary>Normalised pixels back to 0…1.</summary>
    private static Tensor Visible(Tensor pixels, Normalization normalization)
    {
        var mean = tensor(normalization.Mean.Select(value => (float)value).ToArray()).reshape(1, -1, 1, 1).to(pixels.device);
        var std = tensor(normalization.Std.Select(value => (float)value).ToArray()).reshape(1, -1, 1, 1).to(pixels.device);
        return (pixels.to_type(ScalarType.Float32) * std + mean).clamp(0, 1);
    }

    /// <summary>Two images a row, so that the sheet stays readable on a narrow page.</summary>
    private static byte[] Sheet(Tensor[] columns, int count, DataRecipe data)
    {
        var cells = new List<float[]>(count * CellsOfOneImage);
        for (var image = 0; image < count; image++)
        {
            foreach (var column in columns)
            {
                cells.Add(column[image].cpu().contiguous().data<float>().ToArray());
            }
        }

        var imagesPerRow = count % 2 == 0 ? 2 : 1;
        return ContactSheet.Png(count / imagesPerRow, imagesPerRow * CellsOfOneImage, cells, data.Channels, data.ImageSize, Scale);
    }
}
