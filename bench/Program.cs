using MimRepro.Bench;
using MimRepro.Training;

// One thread, as a worker trains; every line is a ratio of two things measured in turn in this run.
ProcessTuning.Apply(1);
Console.WriteLine("what                                    ours         other        ratio");
Paired.Print("batches against training, images/s", TrainingBench.Batches(), TrainingBench.Training());
Paired.Print("AdamW against TorchSharp's, updates/s", OptimizerBench.Ours(), OptimizerBench.TorchSharps());
Paired.Print("float32 against bfloat16, images/s", TrainingBench.Training(), TrainingBench.BFloat16());
Paired.Print("nothing to do against dotnet --version, starts/s", StartBench.Build(), StartBench.DotnetVersion());
