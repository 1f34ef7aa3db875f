using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>Two shared fully connected layers, then one for the class and one for a box of each class.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/models/roi_heads/bbox_heads (Shared2FCBBoxHead), with its state-dict keys.</remarks>
internal sealed class BoxHead : nn.Module<Tensor, (Tensor Classes, Tensor Codes)>
{
    private const double ClassDeviation = 0.01, CodeDeviation = 0.001;
    private readonly ModuleList<Linear> shared_fcs;
    private readonly Linear fc_cls;
    private readonly Linear fc_reg;

    public BoxHead(BoxHeadRecipe recipe, int width, int classes) : base(nameof(BoxHead))
    {
        Classes = classes;
        fc_cls = nn.Linear(recipe.Width, classes + 1);
        fc_reg = nn.Linear(recipe.Width, classes * 4L);
        shared_fcs = new(nn.Linear((long)width * recipe.Roi.Size * recipe.Roi.Size, recipe.Width), nn.Linear(recipe.Width, recipe.Width));
        register_module(nameof(fc_cls), fc_cls);
        register_module(nameof(fc_reg), fc_reg);
        register_module(nameof(shared_fcs), shared_fcs);
        HeadInitialisation.Normal(fc_cls.weight, fc_cls.bias, ClassDeviation);
        HeadInitialisation.Normal(fc_reg.weight, fc_reg.bias, CodeDeviation);
        foreach (Linear layer in shared_fcs)
            HeadInitialisation.Xavier(layer.weight, layer.bias);
    }

    /// <summary>Background is the class after the last one.</summary>
    public int Classes { get; }

    /// <param name="features">[K, C, S, S].</param>
    /// <returns>Logits [K, classes + 1] and codes [K, 4 x classes], float32.</returns>
    public override (Tensor Classes, Tensor Codes) forward(Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = features.flatten(1);
        foreach (Linear layer in shared_fcs)
            hidden = layer.call(hidden).relu();
        return (fc_cls.call(hidden).to(ScalarType.Float32).MoveToOuterDisposeScope(), fc_reg.call(hidden).to(ScalarType.Float32).MoveToOuterDisposeScope());
    }

    /// <summary>Cross-entropy over all boxes, and absolute error of the codes of those that hold an object, over the number of all boxes.</summary>
    /// <param name="predicted">What <see cref="forward"/> returned.</param>
    /// <param name="classes">[K], int64.</param>
    /// <param name="codes">Targets of the boxes that hold an object, in their order, [P, 4].</param>
    /// <returns>Scalars; the caller's dispose scope owns them.</returns>
    public (Tensor Classes, Tensor Boxes) Losses((Tensor Classes, Tensor Codes) predicted, Tensor classes, Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = Math.Max(1, classes.shape[0]);
        Tensor named = nn.functional.cross_entropy(predicted.Classes, classes, reduction: nn.Reduction.Sum) / count;
        Tensor places = classes.lt(Classes).nonzero().flatten();
        Tensor own = predicted.Codes.view(-1, 4).index_select(0, places * Classes + classes.index_select(0, places));
        return (named.MoveToOuterDisposeScope(), ((own - codes).abs().sum() / count).MoveToOuterDisposeScope());
    }
}
