using System.Text.Json.Nodes;
using MimRepro.Data;
using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Training;
using MimRepro.Worker;
using TorchSharp;

if (args is not [var requestFile])
{
    Console.Error.WriteLine("Usage: MimRepro.Worker REQUEST.json\nThe driver starts workers; run ./build.sh instead.");
    return WorkerExitCode.UserInput;
}

var request = StepRequest.Load(requestFile);
DriverWatch.Start();
var progress = ProgressWriter.ToStandardOutput();
try
{
    ProcessTuning.Apply(request.Threads);
    torch.random.manual_seed(SeedOf(request.Recipe));
    var context = new StepContext(request, Device(request.Device), progress);
    StepOutputWriter.Write(request.Output, StepHandlers.Run(context));
    return WorkerExitCode.Ok;
}
catch (Exception exception) when (exception is RecipeException or DataFormatException or CheckpointException)
{
    progress.Error(exception.Message);
    return WorkerExitCode.UserInput;
}
catch (DivergedException exception)
{
    progress.Error(exception.Message);
    return WorkerExitCode.Fault;
}
catch (Exception exception)
{
    // A fault of ours: the message for the driver, the stack trace for the log.
    progress.Error(exception.Message);
    Console.Error.WriteLine(exception);
    return WorkerExitCode.Fault;
}

static long SeedOf(JsonObject recipe) => recipe["seed"]?.GetValue<long>() ?? 0;

static torch.Device Device(string name)
{
    if (name == "cpu")
    {
        return torch.CPU;
    }

    if (name == "cuda" && torch.cuda.is_available())
    {
        return torch.CUDA;
    }

    throw new RecipeException(
        $"Device '{name}' cannot be used.\n  expected:   cpu, or cuda on a machine where it is available\n" +
        "  The worker was compiled for the CPU, or no CUDA driver was found.\n  Compile with TorchBackend=cuda ./build.sh, or run with --device cpu.");
}
