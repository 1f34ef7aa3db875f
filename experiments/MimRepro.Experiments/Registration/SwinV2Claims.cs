using MimRepro.Results.Claims;

namespace MimRepro.Experiments.Registration;

/// <summary>The claims once more with Swin V2. Registered before any run of it; reasons in docs/decisions/0009.</summary>
internal static class SwinV2Claims
{
    private const string Scale =
        "Tested on a Swin V2 of 6 blocks on 32 px photos of garments; the paper shows a Swin in its appendix (recalled). Attention is measured inside the windows.";

    private const string GrowingStride =
        "Strides of 2, 4 and 8 px and windows of different size make distances of different layers incomparable, so layers are compared between arms and not with one another.";

    public static IReadOnlyList<ClaimDefinition> All { get; } =
    [
        Repeat(AttentionClaims.C1, ["shorter-in-last-third"], GrowingStride),
        Repeat(AttentionClaims.C4, ["wider-spread", "more-focused-head"], "The last third of layers has windows of 16 tokens, so the ceiling is ln 16 = 2.77 nats."),
        Repeat(AttentionClaims.C5, ["mim-above-supervised"], GrowingStride),
        Repeat(RepresentationClaims.C7, ["all-pairs", "first-and-last"]),
        Repeat(FineTuningClaims.C9, ["fine-grained-top1"], "Both arms use one fine-tuning recipe; the paper searched one for each initialisation (recalled)."),
    ];

    private static ClaimDefinition Repeat(ClaimDefinition claim, string[] tests, params string[] notes) =>
        ClaimSetting.FashionMnistSwinV2.Repeat(claim, claim.Id + "-swinv2", "Swin V2", tests, [Scale, .. notes]);
}
