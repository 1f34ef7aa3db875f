using MimRepro.Results.Claims;
using static MimRepro.Experiments.Registration.Quantities;

namespace MimRepro.Experiments.Registration;

/// <summary>C7: how alike the layers of one model are. Registered before any run; reasons in docs/decisions/0003.</summary>
internal static class RepresentationClaims
{
    public static readonly ClaimDefinition C7 = new()
    {
        Id = "C7",
        Title = "MIM's layers have similar representations, supervised layers differ",
        Statement = "Representations of different layers are much alike in a masked-image model and differ in a supervised one.",
        Status = PaperStatus.Read,
        PaperValue = "Direction read in two third-party summaries only; neither the abstract nor any number was found to say it.",
        Sources =
        [
            "liner.com review (third party): read",
            "emergentmind.com summary (third party): read",
            "PAPER.md C7, 2.4",
        ],
        Tests =
        [
            new()
            {
                Id = "all-pairs",
                Statement = "CKA, mean over pairs of different layers: MIM at least 0.05 above supervised",
                Left = OfAttention("mim", "cka.off_diagonal"),
                Right = OfAttention("supervised", "cka.off_diagonal"),
                Constant = 0,
                Direction = Direction.Greater,
                MinimumEffect = 0.05,           // a twentieth of the scale: the least that a heat map shows
                Unit = "CKA",
            },
            new()
            {
                Id = "first-and-last",
                Statement = "CKA of the first and the last layer: MIM at least 0.05 above supervised",
                Left = OfAttention("mim", "cka.first_last"),
                Right = OfAttention("supervised", "cka.first_last"),
                Constant = 0,
                Direction = Direction.Greater,
                MinimumEffect = 0.05,
                Unit = "CKA",
            },
        ],
        Notes =
        [
            "Tested on a ViT of 6 layers and 4 heads on 32 px photos of garments; the paper compares ViT-B/16 on ImageNet (recalled).",
            "The estimator is linear CKA with unbiased mini-batch HSIC; which one the paper uses is unknown.",
        ],
    };
}
