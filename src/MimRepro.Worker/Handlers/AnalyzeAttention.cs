using MimRepro.Analysis;
using MimRepro.Data;
using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks;
using TorchSharp;

namespace MimRepro.Worker.Handlers;

/// <summary>Attention distance, entropy, head diversity and CKA at every checkpoint of a pre-training.</summary>
internal static class AnalyzeAttention
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<AttentionAnalysisRecipe>();
        var images = ImageSets.Open(recipe.Data, context.Input("data"));
        var checkpoints = PretrainedFiles.Checkpoints(context.Input("backbone"));
        var output = new OutputBuilder();
        for (var index = 0; index < checkpoints.Count; index++)
        {
            var (epoch, file) = checkpoints[index];
            context.Progress.Report(index, checkpoints.Count, null, "checkpoints", $"epoch {epoch}");
            var profile = Analyze(recipe, images, file, context.Device);
            Record(output, profile, ("epoch", epoch));
            if (index == checkpoints.Count - 1)
            {
                Record(output, profile, null);
                Summarise(output, profile);
            }
        }

        return output.Build();
    }

    private static BackboneProfile Analyze(AttentionAnalysisRecipe recipe, ImageSet images, string checkpoint, torch.Device device)
    {
        using var noGradient = torch.no_grad();
        using var backbone = new VisionTransformer(recipe.Model, 0);
        BackboneWeights.Load(backbone, checkpoint);
        backbone.to(device);
        backbone.eval();
        var attention = new AttentionStatistics();
        var cka = new LinearCka(recipe.Model.Depth + 1);
        foreach (var batch in EvaluationBatches.Of(images, recipe.Data, recipe.BatchSize))
        {
            using var scope = torch.NewDisposeScope();
            var taps = backbone.Tap(TensorBatch.Images(batch, recipe.Data, device));
            attention.Add(taps.Attention);
            cka.Add([.. taps.Features.Select(feature => feature.Values)]);
        }

        return new(attention.Distance, attention.Entropy, attention.Diversity, cka.Result());
    }

    private static void Record(OutputBuilder output, BackboneProfile profile, (string, double)? at)
    {
        PerHead("attention_distance", profile.Distance);
        PerHead("attention_entropy", profile.Entropy);
        PerHead("head_diversity", profile.Diversity);
        for (var layer = 0; layer < profile.Cka.GetLength(0); layer++)
        {
            for (var other = 0; other < profile.Cka.GetLength(1); other++)
            {
                Add("cka", profile.Cka[layer, other], ("layer", layer), ("other_layer", other));
            }
        }

        void PerHead(string name, double[][] values)
        {
            for (var layer = 0; layer < values.Length; layer++)
            {
                for (var head = 0; head < values[layer].Length; head++)
                {
                    Add(name, values[layer][head], ("layer", layer), ("head", head));
                }
            }
        }

        void Add(string name, double value, (string, double) first, (string, double) second)
        {
            if (at is { } place)
            {
                output.Metric(name, value, place, first, second);
            }
            else
            {
                output.Metric(name, value, first, second);
            }
        }
    }

    private static void Summarise(OutputBuilder output, BackboneProfile profile) => output
        .Metric("attention_distance.first_third", DepthProfile.FirstThird(profile.Distance))
        .Metric("attention_distance.last_third", DepthProfile.LastThird(profile.Distance))
        .Metric("attention_distance.depth_correlation", DepthProfile.DepthCorrelation(profile.Distance))
        .Metric("attention_entropy.head_spread_last_third", DepthProfile.HeadSpreadLastThird(profile.Entropy))
        .Metric("attention_entropy.head_minimum_last_third", DepthProfile.HeadMinimumLastThird(profile.Entropy))
        .Metric("head_diversity.last_three", DepthProfile.LastThree(profile.Diversity))
        .Metric("head_diversity.last_three_ratio", DepthProfile.LastThreeRatio(profile.Diversity))
        .Metric("cka.off_diagonal", DepthProfile.OffDiagonal(profile.Cka))
        .Metric("cka.first_last", DepthProfile.FirstLast(profile.Cka));

    /// <summary>[layer][head] of three quantities, and CKA between all pairs of layers.</summary>
    private sealed record BackboneProfile(double[][] Distance, double[][] Entropy, double[][] Diversity, double[,] Cka);
}
