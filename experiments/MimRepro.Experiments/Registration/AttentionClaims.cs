using MimRepro.Results.Claims;
using static MimRepro.Experiments.Registration.Quantities;

namespace MimRepro.Experiments.Registration;

/// <summary>C1, C2, C4, C5: how the heads of the two arms attend. Registered before any run; reasons in docs/decisions/0003.</summary>
internal static class AttentionClaims
{
    private const string SmallScale =
        "Tested on a ViT of 6 layers and 4 heads on 32 px photos of garments; the paper compares ViT-B/16 on ImageNet (recalled).";

    public static readonly ClaimDefinition C1 = new()
    {
        Id = "C1",
        Title = "MIM brings locality to all layers",
        Statement = "Masked image modelling makes a model attend to near pixels in every layer, more than supervised pre-training does.",
        Status = PaperStatus.Read,
        PaperValue = "Direction read in the abstract. The values are in a figure that could not be read.",
        Sources = [Abstract, "PAPER.md C1, 2.1"],
        Tests =
        [
            new()
            {
                Id = "shorter-in-last-third",
                Statement = "Attention distance, mean of the last third of layers: MIM at least 0.5 px below supervised",
                Left = OfAttention("mim", "attention_distance.last_third"),
                Right = OfAttention("supervised", "attention_distance.last_third"),
                Constant = 0,
                Direction = Direction.Less,
                MinimumEffect = 0.5,            // 3 % of the 16.55 px of uniform attention on 8 x 8 tokens, stride 4
                Unit = "px",
            },
            new()
            {
                Id = "not-above-supervised-first-third",
                Statement = "Attention distance: MIM in its last third of layers not above supervised in its first third (tolerance 0 px)",
                Left = OfAttention("mim", "attention_distance.last_third"),
                Right = OfAttention("supervised", "attention_distance.first_third"),
                Constant = 0,
                Direction = Direction.Less,
                MinimumEffect = 0,
                Unit = "px",
            },
        ],
        Notes = [SmallScale, "A pilot of this size was known when the test was registered: MIM 12.8 to 15.4 px in its middle layers, supervised 15.6 to 16.5."],
    };

    public static readonly ClaimDefinition C2 = new()
    {
        Id = "C2",
        Title = "Supervised models go from local to global",
        Statement = "A supervised model looks locally in low layers and more globally in high ones; a masked-image model does not.",
        Status = PaperStatus.Read,
        PaperValue = "Direction read in the abstract. No numbers found.",
        Sources = [Abstract, "PAPER.md C2, 2.1"],
        Tests =
        [
            new()
            {
                Id = "supervised-rises",
                Statement = "Rank correlation of attention distance with layer: supervised above 0.5",
                Left = OfAttention("supervised", "attention_distance.depth_correlation"),
                Right = null,
                Constant = 0.5,                 // the usual border of a strong correlation
                Direction = Direction.Greater,
                MinimumEffect = 0,
                Unit = "Spearman's rho",
            },
            new()
            {
                Id = "mim-rises-less",
                Statement = "Rank correlation of attention distance with layer: MIM at least 0.5 below supervised",
                Left = OfAttention("mim", "attention_distance.depth_correlation"),
                Right = OfAttention("supervised", "attention_distance.depth_correlation"),
                Constant = 0,
                Direction = Direction.Less,
                MinimumEffect = 0.5,            // even below a perfect 1 this leaves MIM under the border of test 1
                Unit = "Spearman's rho",
            },
        ],
        Notes = [SmallScale, "With 6 layers a rank correlation is coarse: one swap of neighbours costs 0.06."],
    };

    public static readonly ClaimDefinition C4 = new()
    {
        Id = "C4",
        Title = "MIM keeps focused and broad heads in all layers",
        Statement = "Under masked image modelling some heads stay focused and others broad in every layer; in a supervised model the high layers' heads are nearly all broad.",
        Status = PaperStatus.Recalled,
        PaperValue = "Recalled, not read: no text about the paper that could be read mentions entropy.",
        Sources = [Recalled, "PAPER.md C4, 2.2"],
        Tests =
        [
            new()
            {
                Id = "wider-spread",
                Statement = "Attention entropy, spread over heads in the last third of layers: MIM at least 0.05 nats above supervised",
                Left = OfAttention("mim", "attention_entropy.head_spread_last_third"),
                Right = OfAttention("supervised", "attention_entropy.head_spread_last_third"),
                Constant = 0,
                Direction = Direction.Greater,
                MinimumEffect = 0.05,           // about 1 % of the ceiling ln 64 = 4.16 nats
                Unit = "nats",
            },
            new()
            {
                Id = "more-focused-head",
                Statement = "Attention entropy of the most focused head in the last third of layers: MIM at least 0.1 nats below supervised",
                Left = OfAttention("mim", "attention_entropy.head_minimum_last_third"),
                Right = OfAttention("supervised", "attention_entropy.head_minimum_last_third"),
                Constant = 0,
                Direction = Direction.Less,
                MinimumEffect = 0.1,            // a head that attends to 10 % fewer tokens: e^-0.1 = 0.90
                Unit = "nats",
            },
        ],
        Notes = [SmallScale, "The claim itself is recalled; its verdict says how our models behave, not whether the paper says so."],
    };

    public static readonly ClaimDefinition C5 = new()
    {
        Id = "C5",
        Title = "Head diversity survives in MIM's last layers and vanishes in supervised ones",
        Statement = "Heads of one layer differ much in all layers of a masked-image model; in the last three layers of a supervised model they hardly differ.",
        Status = PaperStatus.Read,
        PaperValue = "Direction read in the abstract; that the measure is the KL divergence, in a third-party review. No numbers found.",
        Sources = [Abstract, "liner.com review (third party): read", "PAPER.md C5, 2.3"],
        Tests =
        [
            new()
            {
                Id = "supervised-vanishes",
                Statement = "Head diversity, last three layers over the layers before: supervised below 0.5",
                Left = OfAttention("supervised", "head_diversity.last_three_ratio"),
                Right = null,
                Constant = 0.5,                 // 'nearly vanishes' has to be at least a halving
                Direction = Direction.Less,
                MinimumEffect = 0,
                Unit = "ratio",
            },
            new()
            {
                Id = "mim-stays",
                Statement = "Head diversity, last three layers over the layers before: MIM above 0.8",
                Left = OfAttention("mim", "head_diversity.last_three_ratio"),
                Right = null,
                Constant = 0.8,                 // 'about 1 or above', with a fifth for noise
                Direction = Direction.Greater,
                MinimumEffect = 0,
                Unit = "ratio",
            },
            new()
            {
                Id = "mim-above-supervised",
                Statement = "Head diversity, mean of the last three layers: MIM at least 0.05 nats above supervised",
                Left = OfAttention("mim", "head_diversity.last_three"),
                Right = OfAttention("supervised", "head_diversity.last_three"),
                Constant = 0,
                Direction = Direction.Greater,
                MinimumEffect = 0.05,           // as C4: about 1 % of ln 64
                Unit = "nats",
            },
        ],
        Notes =
        [
            SmallScale,
            "Three layers are half of this model and a quarter of ViT-B.",
            "A pilot of this size was known when the test was registered: it came out the other way round.",
            "How the paper makes the divergence symmetric is unknown; ours is the mean over ordered pairs of heads.",
        ],
    };
}
