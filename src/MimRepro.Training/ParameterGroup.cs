using TorchSharp.Modules;

namespace MimRepro.Training;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
/// <param name="Name"><c>layer_3_decay</c> or <c>layer_3_no_decay</c>, as in microsoft/SimMIM optimizer.py; without layer decay <c>decay</c> or <c>no_decay</c>.</param>
/// <param name="LearningRateScale">Factor on the peak rate; what it does to the other rates is the schedule's matter.</param>
/// <param name="WeightDecay">Decoupled weight decay; 0 for parameters that skip it.</param>
/// <param name="Parameters">Names and parameters in the model's order. The model owns them.</param>
public sealed record ParameterGroup(
    string Name, double LearningRateScale, double WeightDecay, IReadOnlyList<(string Name, Parameter Value)> Parameters);

/// <summary>A <see cref="ParameterGroup"/> by names alone.</summary>
public sealed record GroupOutline(string Name, double LearningRateScale, double WeightDecay, IReadOnlyList<string> Parameters);
