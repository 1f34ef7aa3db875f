using MimRepro.Experiments.Costs;
using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Tests.Costs;

/// <summary>What official repositories print of their models against what is counted here.</summary>
[Trait("Kind", "Unit")]
public class PublishedFiguresTests
{
    // Published figures have two or three digits, and some count norms too.
    private const double Tolerance = 0.02;

    private static readonly SwinTransformerRecipe Swin = PaperModels.SwinBase with { ImageSize = 224, WindowSizes = [7, 7, 7, 7] };
    private static readonly SwinTransformerV2Recipe SwinV2 = PaperModels.SwinV2Base with { ImageSize = 256, WindowSizes = [16, 16, 16, 16] };

    // facebookresearch/deit README (parameters); the paper of DeiT (multiply-adds)
    [Fact]
    public void VitBase_At224_Has86MillionAnd17Point6() => AssertClassifier(PaperRecipes.SupervisedBase.Model, 86, 17.6);

    // microsoft/Swin-Transformer README, MODELHUB
    [Theory]
    [InlineData(96, new[] { 2, 2, 6, 2 }, new[] { 3, 6, 12, 24 }, 28, 4.5)]
    [InlineData(96, new[] { 2, 2, 18, 2 }, new[] { 3, 6, 12, 24 }, 50, 8.7)]
    [InlineData(128, new[] { 2, 2, 18, 2 }, new[] { 4, 8, 16, 32 }, 88, 15.4)]
    [InlineData(192, new[] { 2, 2, 18, 2 }, new[] { 6, 12, 24, 48 }, 197, 34.5)]
    public void Swin_At224_HasThePublishedFigures(int width, int[] depths, int[] heads, double parameters, double multiplyAdds) =>
        AssertClassifier(Swin with { EmbedDim = width, Depths = depths, Heads = heads }, parameters, multiplyAdds);

    [Fact]
    public void SwinBase_At384UnderWindowsOf12_HasThePublishedFigures() => AssertClassifier(Swin with { ImageSize = 384, WindowSizes = [12, 12, 12, 12] }, 88, 47.1);

    [Theory]
    [InlineData(128, 256, 8, 88, 20.3)]
    [InlineData(128, 256, 16, 88, 21.8)]
    [InlineData(128, 384, 24, 88, 54.7)]
    [InlineData(192, 256, 16, 197, 47.5)]
    [InlineData(192, 384, 24, 197, 115.4)]
    public void SwinV2_OfEverySize_HasThePublishedFigures(int width, int side, int window, double parameters, double multiplyAdds) =>
        AssertClassifier(
            SwinV2 with { EmbedDim = width, Heads = [width / 32, width / 16, width / 8, width / 4], ImageSize = side, WindowSizes = [window, window, window, window] }, parameters, multiplyAdds);

    // DingXiaoH/RepLKNet-pytorch README; figures are those of merged kernels
    [Theory]
    [InlineData(224, 15.3)]
    [InlineData(384, 45.1)]
    public void RepLkNet31Base_Merged_HasThePublishedFigures(int side, double multiplyAdds) =>
        AssertClassifier(PaperModels.RepLkNet31Base with { ImageSize = side, Merged = true }, 79, multiplyAdds);

    // SwinTransformer/Swin-Transformer-Object-Detection README: Mask R-CNN at 1280 x 800
    [Theory]
    [InlineData(new[] { 2, 2, 6, 2 }, 48, 267)]
    [InlineData(new[] { 2, 2, 18, 2 }, 69, 359)]
    public void MaskRcnn_OnSwin_HasThePublishedFigures(int[] depths, double parameters, double multiplyAdds)
    {
        var recipe = PaperDetectionRecipes.SwinV2Base with { Model = Swin with { EmbedDim = 96, Depths = depths, Heads = [3, 6, 12, 24], PadToWindows = true } };

        AssertNear(TaskCost.Of(recipe), parameters, multiplyAdds);
    }

    private static void AssertClassifier(BackboneRecipe model, double parameters, double multiplyAdds) => AssertNear(TaskCost.Classifier(model, 1000), parameters, multiplyAdds);

    private static void AssertNear(ModelCost cost, double parameters, double multiplyAdds)
    {
        AssertWithin(parameters, cost.Parameters / 1e6);
        AssertWithin(multiplyAdds, cost.MultiplyAdds / 1e9);
    }

    private static void AssertWithin(double published, double counted) => Assert.InRange(counted, published * (1 - Tolerance), published * (1 + Tolerance));
}
