using MimRepro.Experiments.Graphs;
using MimRepro.Results.Claims;

namespace MimRepro.Experiments.Registration;

/// <summary>Short names for what a claim compares: one metric of one arm of the ViT, where claims were registered first.</summary>
internal static class Quantities
{
    public const string Abstract = "abstract (CVPR 2023 page; arXiv 2205.13543): read";
    public const string Recalled = "memory of the paper, not seen: recalled";

    public static Quantity OfAttention(string arm, string metric) => ClaimSetting.FashionMnistVit.Of(arm, StepTags.Attention, metric);

    public static Quantity OfFineTuning(string arm, string metric) => ClaimSetting.FashionMnistVit.Of(arm, StepTags.FineTuning, metric);
}
