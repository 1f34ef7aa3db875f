using MimRepro.Data.Acquisition;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;

namespace MimRepro.Worker.Handlers;

/// <summary>Gets a data set, checks every byte and puts it into the artifact.</summary>
internal static class PrepareData
{
    public static StepOutput Run(StepContext context)
    {
        DatasetPreparation.Write(
            context.Recipe<DatasetRecipe>(), context.Request.DataRoot, context.Request.DataCache, context.Request.Output,
            (done, total, text) => context.Progress.Report(done, total, null, "files", text));
        return new OutputBuilder().Build();
    }
}
