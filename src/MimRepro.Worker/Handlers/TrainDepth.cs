using MimRepro.Data.Depth;
using MimRepro.Data.Imaging;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Depth;

namespace MimRepro.Worker.Handlers;

/// <summary>Depth from one picture: trains from a pre-trained backbone or from scratch, scores held-out scenes and draws some.</summary>
internal static class TrainDepth
{
    private const string Pictures = "depth.png";

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<DepthRecipe>();
        var (train, evaluation) = (TaskData.Depth(context, recipe.Data, "train"), TaskData.Depth(context, recipe.Data, "test"));
        using var training = new DepthTraining(recipe, context.Device);
        if (context.HasInput("backbone"))
        {
            context.LoadBackbone(training.Model.Encoder, recipe.PretrainedBlocks);
        }

        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var result = training.Run(train, evaluation, log.OnStep, resume);
        log.WriteTiming(result.SecondsWaitedForSamples);
        var (_, trivial) = DepthBaseline.Of(train, evaluation, recipe.Evaluation).Best;
        var output = new OutputBuilder().Metric("task_loss", result.Curves.FinalLoss).Curves(result.Curves);
        Record(output, result.Evaluation.Score);
        output.Metric("rmse.trivial", trivial.Score.Rmse).Metric("abs_rel.trivial", trivial.Score.AbsRel).Metric("delta1.trivial", 100 * trivial.Score.Delta1);
        if (recipe.Seed == 0 && result.Predictions.Count > 0)
        {
            File.WriteAllBytes(context.Output(Pictures), Draw(result.Predictions, evaluation));
            output.Figure("depth", Pictures, "Held-out scenes: the image, its true depth, and the predicted depth; near is light, far is dark, the sky is grey.", "Rows of three pictures: a scene, its depth as colours, and the predicted depth.");
        }

        return output.Build();
    }

    private static void Record(OutputBuilder output, DepthScore score) => output
        .Metric("rmse", score.Rmse).Metric("abs_rel", score.AbsRel).Metric("sq_rel", score.SqRel).Metric("rmse_log", score.RmseLog)
        .Metric("log10", score.Log10).Metric("silog", score.SiLog)
        .Metric("delta1", 100 * score.Delta1).Metric("delta2", 100 * score.Delta2).Metric("delta3", 100 * score.Delta3);

    private static byte[] Draw(IReadOnlyList<PredictedDepth> predictions, IReadOnlyList<DepthSample> samples)
    {
        var pictures = new List<RgbImage>();
        foreach (var prediction in predictions)
        {
            var sample = samples[prediction.Place];
            var known = sample.Metres.Where(metres => metres > 0).DefaultIfEmpty(1).ToArray();
            var (nearest, farthest) = (known.Min(), Math.Max(known.Max(), known.Min() * 1.01));
            pictures.AddRange(
                [sample.Image, Coloured(sample.Metres), Coloured([.. prediction.Metres.Select((metres, i) => sample.Metres[i] > 0 ? metres : 0)])]);
            RgbImage Coloured(float[] metres) => DepthColours.Of(metres, sample.Image.Width, sample.Image.Height, nearest, farthest);
        }
        return PictureGrid.Png(pictures, columns: 6, scale: 2);
    }
}
