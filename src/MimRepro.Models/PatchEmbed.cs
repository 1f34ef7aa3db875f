using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>Cuts images into patches and projects each by a convolution whose stride is its kernel.</summary>
internal sealed class PatchEmbed : nn.Module<Tensor, Tensor>
{
    private readonly (int Height, int Width)? imageSize;
    private readonly int channels;
    private readonly int patch;
    internal readonly Conv2d proj;
    internal readonly LayerNorm? norm;

    /// <param name="imageSize">The only size that is accepted; null accepts any and pads it with zeros to whole patches.</param>
    /// <param name="normEpsilon">Of a norm after the projection; null has none.</param>
    public PatchEmbed(int channels, int width, int patch, (int Height, int Width)? imageSize, double? normEpsilon = null) : base(nameof(PatchEmbed))
    {
        this.imageSize = imageSize;
        this.channels = channels;
        this.patch = patch;
        proj = nn.Conv2d(channels, width, kernel_size: patch, stride: patch);
        register_module(nameof(proj), proj);
        if (normEpsilon is not double epsilon)
            return;
        norm = nn.LayerNorm(width, epsilon);
        register_module(nameof(norm), norm);
    }

    /// <returns>[B, L, C]. One matrix product over cut-out patches: for a kernel equal to its stride that is the convolution.</returns>
    public override Tensor forward(Tensor images)
    {
        Check(images);
        using DisposeScope scope = NewDisposeScope();
        (long rows, long columns) = Grid(images);
        Tensor whole = rows * patch == images.shape[2] && columns * patch == images.shape[3]
            ? images : nn.functional.pad(images, [0, columns * patch - images.shape[3], 0, rows * patch - images.shape[2]]);
        Tensor patches = whole.reshape(images.shape[0], channels, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5)
            .reshape(images.shape[0], rows * columns, (long)channels * patch * patch);
        Tensor tokens = nn.functional.linear(patches, proj.weight!.view(proj.weight!.shape[0], -1), proj.bias);
        return (norm is null ? tokens : norm.call(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>Patches along height and width, rounded up.</summary>
    public (long Rows, long Columns) Grid(Tensor images) => ((images.shape[2] + patch - 1) / patch, (images.shape[3] + patch - 1) / patch);

    private void Check(Tensor images)
    {
        bool fits = images.dim() == 4 && images.shape[1] == channels
            && (imageSize is not (int height, int width) || (images.shape[2] == height && images.shape[3] == width));
        if (fits)
            return;
        string size = imageSize is (int expectedHeight, int expectedWidth) ? $"{expectedHeight}, {expectedWidth}" : "H, W";
        throw new ShapeException($"images are [{string.Join(", ", images.shape)}], expected [B, {channels}, {size}].");
    }
}
