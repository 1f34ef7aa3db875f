using MimRepro.Data;
using MimRepro.Recipes;

namespace MimRepro.Tasks.MaskedImageModeling;

/// <summary>Draws which cells of an image SimMIM hides: ceil(ratio x cells) of them, every choice equally likely.</summary>
/// <remarks>Source: microsoft/SimMIM data/data_simmim.py. Ours draws from a generator that is passed in.</remarks>
public sealed class MaskGenerator
{
    private readonly int[] cells;

    /// <param name="imageSize">Side of the image in pixels.</param>
    /// <param name="modelPatchSize">Side of a token of the model in pixels.</param>
    /// <param name="mask">Cell size (a multiple of the model's patch) and share hidden.</param>
    /// <exception cref="RecipeException">The sizes do not divide one another.</exception>
    public MaskGenerator(int imageSize, int modelPatchSize, MaskRecipe mask)
    {
        if (imageSize % mask.PatchSize != 0 || mask.PatchSize % modelPatchSize != 0)
        {
            throw new RecipeException(
                $"Mask cells of {mask.PatchSize} px do not fit.\n  expected:   a divisor of the image size {imageSize} and a multiple of the model's patch size {modelPatchSize}");
        }

        CellsPerSide = imageSize / mask.PatchSize;
        TokensPerCell = mask.PatchSize / modelPatchSize;
        cells = new int[CellsPerSide * CellsPerSide];
        HiddenCells = (int)Math.Ceiling(cells.Length * mask.Ratio);
    }

    public int CellsPerSide { get; }

    /// <summary>Tokens along one side of a cell.</summary>
    public int TokensPerCell { get; }

    public int HiddenCells { get; }

    /// <summary>Tokens along one side of the mask.</summary>
    public int TokensPerSide => CellsPerSide * TokensPerCell;

    /// <summary>Fills <paramref name="tokens"/> with 1 where a token is hidden, else 0.</summary>
    /// <param name="random">Where the choice comes from.</param>
    /// <param name="tokens">[TokensPerSide x TokensPerSide], row by row.</param>
    public void Draw(SeededRandom random, Span<float> tokens)
    {
        for (var cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = cell;
        }

        random.Shuffle(cells.AsSpan());
        tokens.Clear();
        foreach (var cell in cells.AsSpan(0, HiddenCells))
        {
            Hide(tokens, cell / CellsPerSide * TokensPerCell, cell % CellsPerSide * TokensPerCell);
        }
    }

    private void Hide(Span<float> tokens, int top, int left)
    {
        for (var row = top; row < top + TokensPerCell; row++)
        {
            tokens.Slice(row * TokensPerSide + left, TokensPerCell).Fill(1f);
        }
    }
}
