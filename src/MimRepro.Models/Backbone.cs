using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>What tasks and analyses need of a model, whatever its family.</summary>
public abstract class Backbone(string name, BackboneRecipe recipe) : nn.Module<Tensor, Tensor>(name)
{
    public BackboneRecipe Recipe { get; } = recipe;

    /// <summary>Channels of the pooled features and of the last feature map.</summary>
    public abstract int Width { get; }

    /// <summary>Side in pixels of one token of a SimMIM mask.</summary>
    public int TokenSize => Recipe.TokenSize();

    /// <summary>Pixels between neighbours of the last feature map.</summary>
    public int OutputStride => Recipe.OutputStride();

    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <returns>Logits [B, K], or pooled features [B, Width] where there is no head.</returns>
    /// <exception cref="ShapeException">The images are not of the size that the model was built for.</exception>
    public abstract override Tensor forward(Tensor images);

    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <returns>Pooled features before the head, [B, Width].</returns>
    /// <exception cref="ShapeException">The images are not of the size that the model was built for.</exception>
    public abstract Tensor Features(Tensor images);

    /// <summary>Tokens of the last feature map after the final norm, row by row; a class token is left out.</summary>
    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <param name="mask">Where the mask token stands for the image, [B, H/TokenSize, W/TokenSize], bool or 0/1; null hides nothing.</param>
    /// <returns>[B, H/OutputStride x W/OutputStride, Width].</returns>
    /// <exception cref="ShapeException">Images or mask are not of the size that the model was built for.</exception>
    /// <exception cref="InvalidOperationException">There is a mask, but the model was built without a mask token.</exception>
    public abstract Tensor Tokens(Tensor images, Tensor? mask);

    /// <summary>Feature maps for dense tasks: every stage's output before it is downsampled; the last one after the final norm.</summary>
    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <returns>[B, C_s, H_s, W_s] for each stage s; a family without stages gives one map. The caller owns them.</returns>
    /// <exception cref="ShapeException">The images are not of the size that the model was built for.</exception>
    public abstract IReadOnlyList<Tensor> StageMaps(Tensor images);

    /// <summary>Attention and features of every layer, in order.</summary>
    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <exception cref="ShapeException">The images are not of the size that the model was built for.</exception>
    /// <remarks>No gradient is kept. Dropout and drop path are off only after <c>eval()</c>.</remarks>
    public BackboneTaps Tap(Tensor images)
    {
        var attention = new List<AttentionTap>();
        IReadOnlyList<FeatureTap> features = Tap(images, tap =>
        {
            attention.Add(tap);
            return true;
        });
        return new BackboneTaps(attention, features);
    }

    /// <summary>As <see cref="Tap(Tensor)"/>, for large models: the attention of a layer is shown as soon as it is there, and freed when it is not kept.</summary>
    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <param name="keep">Called for each layer with attention, in order; returns whether the tensor stays, for the caller's dispose scope.</param>
    /// <returns>Features of every layer, in order; they belong to the caller's dispose scope.</returns>
    /// <exception cref="ShapeException">The images are not of the size that the model was built for.</exception>
    public abstract IReadOnlyList<FeatureTap> Tap(Tensor images, Func<AttentionTap, bool> keep);

    private protected static void Show(AttentionTap tap, Func<AttentionTap, bool> keep)
    {
        if (keep(tap))
            tap.Probabilities.MoveToOuterDisposeScope();
        else
            tap.Probabilities.Dispose();
    }

    /// <summary>The layer that trains at the full rate under layer decay: the head's.</summary>
    public abstract int LastLayer { get; }

    /// <summary>The layer of a parameter for layer decay, 0 … <see cref="LastLayer"/>, as the family's reference counts.</summary>
    public abstract int LayerOf(string parameterName);

    /// <summary>Whether weight decay leaves a parameter alone, as the family's reference has it.</summary>
    /// <param name="parameterName">Key in the backbone, or in a <see cref="SimMim"/> around it (<c>encoder.…</c>), where references differ.</param>
    /// <param name="dimensions">Of the parameter's shape.</param>
    public abstract bool SkipsWeightDecay(string parameterName, long dimensions);

    /// <summary>Tokens that stand for no place of the image.</summary>
    internal virtual int ClassTokens => 0;

    /// <summary>Changes names and tensors of a file's state dict into this model's, where the family has such a rule.</summary>
    internal virtual void AdaptKeys(SortedDictionary<string, Tensor> source) { }

    private protected static bool IsVectorOrBias(string parameterName, long dimensions) =>
        dimensions == 1 || parameterName.EndsWith(".bias", StringComparison.Ordinal);

    /// <summary>A mask for <see cref="where(Tensor, Tensor, Tensor)"/> on tokens [B, L, C].</summary>
    /// <returns>[B, L, 1], bool.</returns>
    private protected static Tensor TokenMask(Tensor mask, long batch, long height, long width)
    {
        if (mask.dim() != 3 || mask.shape[0] != batch || mask.shape[1] != height || mask.shape[2] != width)
            throw new ShapeException($"mask is [{string.Join(", ", mask.shape)}], expected [{batch}, {height}, {width}].");
        return mask.to(ScalarType.Bool).flatten(1).unsqueeze(-1);
    }

    private protected static InvalidOperationException NoMaskToken() => new("Only an encoder of SimMim has a mask token.");
}
