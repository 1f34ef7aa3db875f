using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>Fine-tuning of Swin V2-B and RepLKNet: on ImageNet-1K as published, on the other sets of claim C9 with the same values.</summary>
/// <remarks>PAPER.md 5.1 and 5.2; ViT-B is in <see cref="PaperRecipes"/>.</remarks>
public static class PaperFineTuningRecipes
{
    private const string Searched =
        "Optimizer, Model.DropPath: as on ImageNet-1K; the paper searches rates, weight decay, layer decay and drop path for each initialisation (recalled), and its values were not found";

    private const string Epochs = "Schedule: 100 epochs are recalled; its shape is that of ImageNet-1K";

    private const string WholeTraining =
        "Data.Split: all training pictures, those for validation among them, as after a search; nothing is searched here";

    private const string SmallBatch = "BatchSize: 128 as facebookresearch/moco-v3 transfer/README.md has it on small sets; a set of 2,040 pictures fills no batch of 2,048";

    // Kornblith et al. train on the pictures for validation, too, once nothing more is searched.
    private const string Whole = "trainval";

    /// <summary>SwinV2-B after SimMIM, ImageNet-1K, 224 px, 100 epochs. 85.04 % top-1 (Swin-Transformer MODELHUB).</summary>
    public static readonly FineTuningRecipe SwinV2Base = PaperRecipes.FineTuneBase with
    {
        Id = "finetune-swinv2-b-in1k-100ep",
        Source = "microsoft/Swin-Transformer configs/simmim/simmim_finetune__swinv2_base__img224_window14__800ep.yaml, config.py, lr_scheduler.py; PAPER.md 5.1",
        Model = PaperModels.SwinV2Base with
        {
            ImageSize = 224,
            WindowSizes = [14, 14, 14, 14],         // 7 in the last stage, whose map has no more
            PretrainedWindowSizes = [12, 12, 12, 6],
        },
        Optimizer = PaperRecipes.FineTuneBase.Optimizer with { LayerDecay = 0.75 },
        Schedule = PaperRecipes.FineTuneBase.Schedule with { Kind = ScheduleKind.CosineAfterWarmup },
    };

    /// <summary>RepLKNet-31B after SimMIM, ImageNet-1K, 224 px; the paper's accuracy was not found.</summary>
    public static readonly FineTuningRecipe RepLkNet31Base = PaperRecipes.FineTuneBase with
    {
        Id = "finetune-replknet-31b-in1k-100ep",
        Source = "DingXiaoH/RepLKNet-pytorch replknet.py, optim_factory.py (model, layers), microsoft/SimMIM configs/swin_base__800ep (all else); PAPER.md claim C15, 5.1",
        Deviations = [.. PaperRecipes.FineTuneBase.Deviations, "How the paper fine-tunes it was not found: layer decay and drop path are those of Swin-B after SimMIM"],
        Model = PaperModels.RepLkNet31Base with { DropPath = 0.1 },
        Optimizer = PaperRecipes.FineTuneBase.Optimizer with { LayerDecay = 0.8 },
    };

    /// <summary>SwinV2-B on the twelve sets of Kornblith et al., 224 px.</summary>
    public static readonly IReadOnlyList<FineTuningRecipe> Kornblith12 =
    [
        OnSmall(PaperDataSets.Food101),
        OnSmall(PaperDataSets.Cifar10, "Data: pictures of 32 px are enlarged to 224 px"),
        OnSmall(PaperDataSets.Cifar100, "Data: pictures of 32 px are enlarged to 224 px"),
        OnSmall(PaperDataSets.Birdsnap, "Data: as many of the pictures as the web still has"),
        Part(OnSmall(PaperDataSets.Sun397, "Data: the first of ten published partitions")),
        OnSmall(PaperDataSets.StanfordCars),
        Split(OnSmall(PaperDataSets.FgvcAircraft), Whole),
        OneAgainstAll(Split(OnSmall(PaperDataSets.Voc2007, "Augmentation, LabelSmoothing: neither mixing nor smoothing, for a picture shows several classes, each learned against all others"), Whole)),
        Part(Split(OnSmall(PaperDataSets.DescribableTextures, "Data: the first of ten published partitions"), Whole)),
        Split(OnSmall(PaperDataSets.OxfordPets), Whole),
        Part(OnSmall(PaperDataSets.Caltech101, "Data: which 30 pictures of a class are trained is drawn by us")),
        Split(OnSmall(PaperDataSets.Flowers102), Whole),
    ];

    /// <summary>SwinV2-B on iNaturalist 2018, 224 px.</summary>
    public static readonly FineTuningRecipe INaturalist2018 = On(PaperDataSets.INaturalist2018);

    /// <summary>SwinV2-B on levels 1 to 5 of ImageNet-CoG, 224 px.</summary>
    public static readonly IReadOnlyList<FineTuningRecipe> ImageNetCog =
        [.. PaperDataSets.ImageNetCog.Select(level => Split(On(level, "Protocol: fine-tuning, as the paper has it (recalled); the set's own is a linear classifier on frozen features"), "train"))];

    // Peak 1.25e-3 x 128 / 512 = 3.1e-4.
    private static FineTuningRecipe OnSmall(PaperDataSet set, params string[] more) => Split(On(set, [WholeTraining, SmallBatch, .. more]) with { BatchSize = 128 }, "train");

    private static FineTuningRecipe Split(FineTuningRecipe recipe, string training) =>
        recipe with { Data = recipe.Data with { Split = training }, Evaluation = recipe.Evaluation with { Split = "test" } };

    private static FineTuningRecipe Part(FineTuningRecipe recipe) => recipe with
    {
        Data = recipe.Data with { Pictures = recipe.Data.Pictures! with { Partition = 1 } },
        Evaluation = recipe.Evaluation with { Pictures = recipe.Evaluation.Pictures! with { Partition = 1 } },
    };

    private static FineTuningRecipe OneAgainstAll(FineTuningRecipe recipe) => recipe with { LabelSmoothing = 0, Augmentation = PaperRecipes.Augmentation with { Mixing = null } };

    private static FineTuningRecipe On(PaperDataSet set, params string[] more)
    {
        int[] classes = [.. Enumerable.Range(0, set.Classes!.Value)];
        return SwinV2Base with
        {
            Id = $"finetune-swinv2-b-{set.Name}-100ep",
            Source = SwinV2Base.Source + " and 5.2",
            Deviations = [.. SwinV2Base.Deviations, Searched, Epochs, .. more],
            Data = SwinV2Base.Data with { Dataset = set.Name, Classes = classes },
            Evaluation = SwinV2Base.Evaluation with { Dataset = set.Name, Classes = classes },
        };
    }
}
