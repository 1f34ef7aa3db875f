using MimRepro.Results.Claims;
using static MimRepro.Experiments.Registration.Quantities;

namespace MimRepro.Experiments.Registration;

/// <summary>C9, its fine-grained part. Registered before any run; reasons in docs/decisions/0003.</summary>
internal static class FineTuningClaims
{
    public static readonly ClaimDefinition C9 = new()
    {
        Id = "C9",
        Title = "MIM is better on fine-grained classification",
        Statement = "Where supervised pre-training covers the categories, masked image modelling keeps up; on fine-grained classification it is better.",
        Status = PaperStatus.Read,
        PaperValue = "Direction read in the abstract. No accuracies found, none recalled reliably.",
        Sources = [Abstract, "PAPER.md C9, 5.2"],
        Tests =
        [
            new()
            {
                Id = "fine-grained-top1",
                Statement = "Top-1 on held-out fine-grained classes after fine-tuning: MIM at least 0.5 points above supervised",
                Left = OfFineTuning("mim", "top1"),
                Right = OfFineTuning("supervised", "top1"),
                Constant = 0,
                Direction = Direction.Greater,
                MinimumEffect = 0.5,            // 25 of 5,000 held-out images; binomial noise of one run is 0.5 points at 85 %
                Unit = "points",
            },
        ],
        Notes =
        [
            "Only the fine-grained part is tested: five upper-body garments that pre-training has not seen, as a stand-in for iNaturalist-18 and its kind.",
            "Both arms use one fine-tuning recipe; the paper searched one for each initialisation (recalled).",
        ],
    };
}
