using MimRepro.Experiments.FashionMnist;
using MimRepro.Models;
using MimRepro.Training;
using static TorchSharp.torch;

namespace MimRepro.Bench;

/// <summary>One clipped AdamW update of the evening profile's model: about a hundred small tensors.</summary>
internal static class OptimizerBench
{
    private const int Updates = 50;

    public static Paired.Subject Ours()
    {
        var model = Model();
        var groups = ParameterGroups.Build(model, 0.05, 1, 7, _ => 0, model.SkipsWeightDecay);
        var optimizer = new AdamW(groups, PretrainingRecipes.MimEvening.Optimizer);
        var rates = new double[groups.Count];
        Array.Fill(rates, 1e-3);
        return new(Updates, () => Repeat(model, () => optimizer.Update(rates, optimizer.ReadGradients())));
    }

    public static Paired.Subject TorchSharps()
    {
        var model = Model();
        var optimizer = optim.AdamW(model.parameters(), 1e-3, weight_decay: 0.05);
        return new(Updates, () => Repeat(model, () =>
        {
            nn.utils.clip_grad_norm_(model.parameters(), 5);
            optimizer.step();
            optimizer.zero_grad();
        }));
    }

    private static Backbone Model() => Backbones.Create(PretrainingRecipes.MimEvening.Model, 5);

    private static void Repeat(Backbone model, Action update)
    {
        for (var round = 0; round < Updates; round++)
        {
            using var scope = NewDisposeScope();
            foreach (var parameter in model.parameters())
            {
                parameter.grad = ones_like(parameter);
            }

            update();
        }
    }
}
