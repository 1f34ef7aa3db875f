using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimRepro.Models;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

public sealed partial class EffectiveReceptiveFieldTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases() => ParityCase.OfKind("effective_receptive_field");

    [Theory, Trait("Kind", "Parity")]
    [MemberData(nameof(Cases))]
    public void Contribution_StoredNet_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        data.AssertOptions("net");
        var layers = data.Config.GetProperty("net").GetString()!.Split(", ");

        data.AssertClose("out/grad_map", EffectiveReceptiveField.Contribution(data["in/x"],
            images => layers.Select((layer, index) => (layer, index)).Aggregate(images, (map, entry) => Apply(data, entry.layer, entry.index, map))));
        data.AssertComplete(output);
    }

    [Theory, Trait("Kind", "Parity")]
    [MemberData(nameof(Cases))]
    public void AreaOf_StoredMaps_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        var index = 0;
        foreach (var thresholds in data.Description.GetProperty("high_contribution_area").EnumerateArray())
        {
            var field = new EffectiveReceptiveField();
            Assert.True(field.Add(data[$"in/contribution_{index++}"]));
            foreach (var expected in thresholds.EnumerateArray())
            {
                var area = EffectiveReceptiveField.AreaOf(field.Result(), expected.GetProperty("threshold").GetDouble());
                Assert.Equal(Number(expected, "side"), area?.SideInPixels);
                Assert.Equal(Number(expected, "area_ratio") ?? 0, area?.ShareOfArea ?? 0, 1e-12);
            }
        }

        static double? Number(JsonElement entry, string member) => entry.GetProperty(member) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
    }

    [Fact, Trait("Kind", "Unit")]
    public void Contribution_OfOneConvolution_IsItsKernelAroundTheCentre()
    {
        using var scope = NewDisposeScope();
        var kernel = zeros(1, 1, 3, 3);
        kernel[0, 0, 0, 1] = 2;
        kernel[0, 0, 2, 2] = -1; // lowers the centre: counts as nothing

        var map = EffectiveReceptiveField.Contribution(ones(1, 1, 7, 7), images => nn.functional.conv2d(images, kernel, padding: [1, 1]));

        Assert.Equal(2, map[2, 3].item<double>());
        Assert.Equal(2, map.sum().item<double>());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Add_MapThatIsNotFinite_IsLeftOut()
    {
        using var scope = NewDisposeScope();
        var field = new EffectiveReceptiveField();

        Assert.True(field.Add(full([3, 3], 2.0)));
        Assert.False(field.Add(full([3, 3], double.NaN)));
        Assert.True(field.Add(full([3, 3], 4.0)));

        Assert.Equal(3.0, field.Result()[1, 2]);
        Assert.Throws<ShapeException>(() => field.Add(full([4, 3], 1.0)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void AreaOf_UniformMap_GrowsWithTheThreshold()
    {
        var map = new double[9, 9];
        for (var place = 0; place < 81; place++)
            map[place / 9, place % 9] = 1;

        Assert.Equal(new HighContributionArea(5, 25 / 81.0), EffectiveReceptiveField.AreaOf(map, 0.2)); // 9 / 81 is too little
        Assert.Null(EffectiveReceptiveField.AreaOf(map, 0.7));                                          // 49 / 81 is the largest tried
    }

    private static Tensor Apply(ParityCase data, string layer, int index, Tensor map)
    {
        if (layer == "GELU")
            return nn.functional.gelu(map);
        var parts = Convolution().Match(layer);
        Assert.True(parts.Success, $"Layer '{layer}' is none that the test knows.");
        var weight = data[$"w/{index}.weight"];
        Assert.Equal([Size("out")!.Value, Size("in")!.Value, Size("side")!.Value, Size("side")!.Value], weight.shape);
        return nn.functional.conv2d(map, weight, data[$"w/{index}.bias"], strides: [Size("stride") ?? 1, Size("stride") ?? 1], padding: [Size("pad") ?? 0, Size("pad") ?? 0]);

        long? Size(string group) => parts.Groups[group].Success ? long.Parse(parts.Groups[group].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^conv(?<side>\d+)x\k<side> (?<in>\d+)-(?<out>\d+)( stride (?<stride>\d+))?( pad (?<pad>\d+))?$")]
    private static partial Regex Convolution();
}
