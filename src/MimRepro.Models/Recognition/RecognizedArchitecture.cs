using System.Globalization;
using MimRepro.Recipes;

namespace MimRepro.Models.Recognition;

/// <summary>What a state dict was taken for.</summary>
/// <param name="Recipe">The backbone that its tensors fit.</param>
/// <param name="Prefix">What stands before the backbone's own keys in the file: <c>encoder.</c>, <c>module.base_encoder.</c> or nothing.</param>
/// <param name="Assumptions">What the tensors do not say and was taken from convention or from the user, in words.</param>
public sealed record RecognizedArchitecture(BackboneRecipe Recipe, string Prefix, IReadOnlyList<string> Assumptions)
{
    /// <summary>In one line: family and sizes.</summary>
    public string Summary => Recipe switch
    {
        VisionTransformerRecipe vit => string.Create(CultureInfo.InvariantCulture,
            $"ViT, {vit.Depth} blocks of width {vit.EmbedDim} with {vit.Heads} heads, patches of {vit.PatchSize} px, images of {vit.ImageSize} px"),
        SwinTransformerV2Recipe swin => $"Swin Transformer V2, {Sizes(swin)}",
        SwinTransformerRecipe swin => $"Swin Transformer, {Sizes(swin)}",
        RepLkNetRecipe net => string.Create(CultureInfo.InvariantCulture,
            $"RepLKNet, stages of {string.Join('-', net.Depths)} pairs of blocks, {string.Join('-', net.Channels)} channels, kernels of {string.Join('-', net.KernelSizes)}{(net.Merged ? ", merged" : net.SmallKernel is { } small ? $" and {small}" : "")}, images of {net.ImageSize} px"),
        _ => Recipe.GetType().Name,
    };

    private static string Sizes(SwinRecipe swin) => string.Create(CultureInfo.InvariantCulture,
        $"stages of {string.Join('-', swin.Depths)} blocks, width {swin.EmbedDim}, {string.Join('-', swin.Heads)} heads, windows of {string.Join('-', swin.WindowSizes)}, images of {swin.ImageSize} px");
}
