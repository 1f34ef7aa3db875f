using MimRepro.Recipes;

namespace MimRepro.Experiments.FashionMnist;

/// <summary>Fashion-MNIST: 70,000 grey photos of garments, 28 x 28 pixels, 10 classes; the real images of all small profiles.</summary>
public static class FashionMnistData
{
    /// <summary>The four files, uncompressed; compressed copies differ from place to place.</summary>
    /// <remarks>Run: ./build.sh PrepareData</remarks>
    public static readonly DatasetRecipe Files = new()
    {
        Id = "data-fashion-mnist",
        Source = "zalandoresearch/fashion-mnist data/fashion; Debian package dataset-fashion-mnist",
        Dataset = "fashion-mnist",
        Files =
        [
            new("train-images-idx3-ubyte", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            new("train-labels-idx1-ubyte", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            new("t10k-images-idx3-ubyte", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
    };

    /// <summary>What both pre-training arms see: trousers, sandals, trainers, bags, ankle boots.</summary>
    public static readonly DataRecipe Pretraining = new()
    {
        Dataset = "fashion-mnist",
        Split = "train",
        Classes = [1, 5, 7, 8, 9],
        ImagesPerClass = null,
        SubsetSeed = 0,
        ImageSize = 32,                             // 28 px photos padded by 2: 8 x 8 patches of 4 px
        Channels = 1,
        CropScale = new(0.67, 1.0),
        CropRatio = new(3 / 4.0, 4 / 3.0),
        FlipProbability = 0.5,
        Pictures = null,
        Normalization = new() { Mean = [0.2860], Std = [0.3530] },  // of the training images
    };

    /// <summary>Held-out photos of the classes that pre-training saw; never augmented.</summary>
    public static readonly DataRecipe PretrainingHeldOut = Pretraining with
    {
        Split = "test",
        CropScale = new(1, 1),
        CropRatio = new(1, 1),
        FlipProbability = 0,
    };

    /// <summary>The fine-grained task: T-shirt, pullover, dress, coat, shirt. No pre-training arm has seen these classes.</summary>
    public static readonly DataRecipe FineGrained = Pretraining with { Classes = [0, 2, 3, 4, 6] };

    /// <summary>Held-out photos of the fine-grained classes; never augmented.</summary>
    public static readonly DataRecipe FineGrainedHeldOut = PretrainingHeldOut with { Classes = [0, 2, 3, 4, 6] };
}
