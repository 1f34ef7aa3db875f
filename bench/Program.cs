using System.Globalization;
using MimRepro.Bench;
using MimRepro.Bench.Fuzzing;
using MimRepro.Bench.Mutations;
using MimRepro.Bench.NothingToDo;
using MimRepro.Training;

if (args is [TrivialSession.Mode, var folder, var size])
{
    TrivialSession.Run(folder, int.Parse(size, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["nothing-to-do"])
{
    NothingToDoBench.Print([10, 1_000, 10_000]);
    return 0;
}

if (args is ["kills", .. var numbers])
{
    int[] given = [.. numbers.Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
    return KillRun.Execute(Directory.GetCurrentDirectory(), given is [var kills, ..] ? kills : 60, given is [_, var seed] ? seed : 0) ? 0 : 1;
}

if (args is ["mutations", .. var rest])
{
    int mutants = rest is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 300;
    return MutationRun.Execute(Directory.GetCurrentDirectory(), mutants, rest is [_, var data] ? data : null) ? 0 : 1;
}

if (args is [FuzzRun.Mode, .. var fuzzed])
{
    ProcessTuning.Apply(1);
    int[] given = [.. fuzzed.Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
    return FuzzRun.Execute(Directory.GetCurrentDirectory(), given is [var inputs, ..] ? inputs : 100_000, given is [_, var fuzzSeed, ..] ? fuzzSeed : 0, given is [_, _, var at] ? at : 0) ? 0 : 1;
}

if (args is [CheckpointBench.Mode, var checkpoint])
{
    ProcessTuning.Apply(1);
    CheckpointBench.Print(checkpoint);
    return 0;
}

// One thread, as a worker trains; every line is a ratio of two things measured in turn in this run.
ProcessTuning.Apply(1);
Console.WriteLine("what                                    ours         other        ratio");
Paired.Print("batches against training, images/s", TrainingBench.Batches(), TrainingBench.Training());
Paired.Print("AdamW against TorchSharp's, updates/s", OptimizerBench.Ours(), OptimizerBench.TorchSharps());
Paired.Print("float32 against bfloat16, images/s", TrainingBench.Training(), TrainingBench.BFloat16());
Paired.Print("nothing to do against dotnet --version, starts/s", StartBench.Build(), StartBench.DotnetVersion());
NothingToDoBench.Print([10, 1_000]);
return 0;
