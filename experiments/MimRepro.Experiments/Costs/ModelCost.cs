namespace MimRepro.Experiments.Costs;

/// <summary>What a model weighs, and what one sample costs it on its way forward.</summary>
/// <param name="Parameters">Numbers that training changes; exact.</param>
/// <param name="MultiplyAdds">Of matrix products and convolutions, for one sample. Papers call them FLOPs. Norms, activations, losses and what is computed once a batch (position biases) are left out.</param>
/// <param name="NarrowValues">Values of one sample that wait for the backward pass in the recipe's precision.</param>
/// <param name="WideValues">Those that wait in float32 in any precision: inputs of layer norms, attention after softmax.</param>
public sealed record ModelCost(long Parameters, double MultiplyAdds, double NarrowValues, double WideValues);
