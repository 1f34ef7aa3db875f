using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Images, labels and masks that any language makes to the same bits; the cases of j_training state the formulas.</summary>
/// <param name="batch">Images of one step.</param>
/// <param name="recipe">Gives image and token size.</param>
/// <param name="cell">Side of a mask's cell in pixels; 0 where nothing is masked.</param>
internal sealed class FormulaBatches(int batch, BackboneRecipe recipe, int cell)
{
    private const uint Classes = 5;
    private const uint FirstMaskNumber = 1000003;

    private readonly int size = recipe.ImageSize;

    /// <returns>[B, 3, H, W], float32.</returns>
    public Tensor Images(long step)
    {
        var values = new float[batch * 3 * size * size];
        var at = 0;
        for (var image = (uint)(step * batch); image < (step + 1) * batch; image++)
            for (uint channel = 0; channel < 3; channel++)
                for (uint y = 0; y < size; y++)
                    for (uint x = 0; x < size; x++)
                        values[at++] = Pixel(image, channel, y, x);
        return tensor(values, [batch, 3, size, size]);
    }

    /// <returns>[B], int64.</returns>
    public Tensor Labels(long step) => tensor([.. Enumerable.Range(0, batch).Select(place => (long)Label((uint)(step * batch + place)))]);

    /// <returns>[B, H/t, W/t], float32, 1 where hidden.</returns>
    public Tensor Masks(long step)
    {
        int side = size / recipe.TokenSize(), cells = size / cell, tokens = cell / recipe.TokenSize();
        var values = new float[batch * side * side];
        for (var place = 0; place < batch; place++)
            for (var y = 0; y < side; y++)
                for (var x = 0; x < side; x++)
                {
                    var number = ((uint)(step * batch + place) * (uint)cells + (uint)(y / tokens)) * (uint)cells + (uint)(x / tokens);
                    values[(place * side + y) * side + x] = Hash(FirstMaskNumber + number) % 5 < 3 ? 1 : 0;
                }
        return tensor(values, [batch, side, side]);
    }

    private static uint Label(uint image) => Hash(image + 1) % Classes;

    private float Pixel(uint image, uint channel, uint y, uint x)
    {
        var label = Label(image);
        var stripe = ((label + 1) * x + (2 * label + 1) * y + 11 * channel + 5 * image) % 64;
        var noise = Hash(((image * 3 + channel) * (uint)size + y) * (uint)size + x) % 16;
        return (stripe + noise) / 32f - 1;
    }

    private static uint Hash(uint number)
    {
        unchecked
        {
            number *= 2654435761;
            number ^= number >> 16;
            number *= 2246822519;
            return number ^ (number >> 13);
        }
    }
}
