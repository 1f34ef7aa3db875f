using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Parity")]
public sealed class LinearCkaParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases() => ParityCase.OfKind("cka");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.NotEmpty(Cases());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cka_StoredFeatures_IsTheReferenceWithEveryEstimator(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        data.AssertOptions("n", "dims", "minibatches");
        var features = Enumerable.Range(0, data.Sizes("dims").Length).Select(layer => data[$"in/layer{layer}"]).ToArray();

        data.AssertClose("out/cka", tensor(BiasedCka.Of(features)));
        data.AssertClose("out/cka_unbiased", Unbiased(features, batches: 1));
        data.AssertClose("out/cka_unbiased_minibatch", Unbiased(features, data.Config.GetProperty("minibatches").GetInt32()));
        data.AssertComplete(output);
    }

    private static Tensor Unbiased(Tensor[] features, int batches)
    {
        var chunks = features.Select(layer => layer.chunk(batches)).ToArray();
        var cka = new LinearCka(features.Length);
        for (var batch = 0; batch < batches; batch++)
            cka.Add([.. chunks.Select(layer => layer[batch])]);
        return tensor(cka.Result());
    }
}
