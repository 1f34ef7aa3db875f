using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Parity")]
public sealed class LinearCkaParityTests
{
    public static TheoryData<string> Cases() => ParityCase.OfKind("cka");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Result_StoredFeatures_IsTheUnbiasedReference(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);

        data.AssertClose("out/cka_unbiased", Cka(data, batches: 1));
        data.AssertClose("out/cka_unbiased_minibatch", Cka(data, data.Config.GetProperty("minibatches").GetInt32()));
    }

    private static Tensor Cka(ParityCase data, int batches)
    {
        var layers = data.Config.GetProperty("dims").GetArrayLength();
        var features = Enumerable.Range(0, layers).Select(layer => data[$"in/layer{layer}"].chunk(batches)).ToArray();
        var cka = new LinearCka(layers);
        for (var batch = 0; batch < batches; batch++)
            cka.Add([.. features.Select(chunks => chunks[batch])]);
        return tensor(cka.Result());
    }
}
