using CsCheck;
using MimRepro.Results.Claims;

namespace MimRepro.Results.Tests.Claims;

[Trait("Kind", "Unit")]
public sealed class ClaimEvaluatorTests
{
    // Effects of two seeds 2 and 4: mean 3, s = sqrt 2, half width 12.706 → [-9.7, 15.7].
    // Of three seeds 2, 3, 4: mean 3, half width 2.484 → [0.516, 5.484].
    [Theory]
    [InlineData(new[] { 2.0, 3, 4 }, 0, Verdict.Reproduced)]
    [InlineData(new[] { 2.0, 3, 4 }, 3, Verdict.Reproduced)]
    [InlineData(new[] { 2.0, 3, 4 }, 3.01, Verdict.NotReproduced)]      // right sign, too small on average
    [InlineData(new[] { 2.0, 3, 4 }, 6, Verdict.NotReproduced)]         // interval wholly below the minimum
    [InlineData(new[] { 2.0, 4 }, 0, Verdict.Inconclusive)]             // two noisy seeds
    [InlineData(new[] { 2.0, 4 }, 15, Verdict.Inconclusive)]
    [InlineData(new[] { 2.0, 4 }, 16, Verdict.NotReproduced)]
    [InlineData(new[] { -2.0, -3, -4 }, 0, Verdict.NotReproduced)]      // opposite sign
    [InlineData(new[] { 0.0, 0, 0 }, 0, Verdict.NotReproduced)]         // exactly no effect
    [InlineData(new[] { -1.0, 0, 1 }, 0, Verdict.Inconclusive)]
    [InlineData(new[] { -0.01, 0, 0.01 }, 1, Verdict.NotReproduced)]    // precisely nothing
    [InlineData(new[] { 50.0 }, 0, Verdict.Inconclusive)]               // one seed is no evidence
    [InlineData(new double[0], 0, Verdict.NotRun)]
    public void Evaluate_WorkedByHand_GivesTheVerdict(double[] effects, double minimumEffect, Verdict expected)
    {
        var steps = Samples.Arms([.. effects.Select(effect => 10 + effect)], [.. effects.Select(_ => 10.0)]);

        Assert.Equal(expected, Judge(steps, Samples.Test(minimumEffect)).Verdict);
    }

    [Fact]
    public void Evaluate_PairedSeeds_ReportsEffectsAndInterval()
    {
        var result = Judge(Samples.Arms([12, 14, 13], [10, 10, 10]), Samples.Test());

        Assert.Equal([new(0, 12, 10, 2), new(1, 14, 10, 4), new SeedEffect(2, 13, 10, 3)], result.Seeds);
        Assert.Equal(3, result.MeanEffect);
        Assert.Equal(0.51586, result.Low!.Value, 5);
        Assert.Equal(5.48414, result.High!.Value, 5);
    }

    [Fact]
    public void Evaluate_DirectionLess_KeepsTheSignOfTheEffectAndTurnsTheVerdict()
    {
        var steps = Samples.Arms([8, 7, 6], [10, 10, 10]);

        var result = Judge(steps, Samples.Test(direction: Direction.Less, minimumEffect: 2));

        Assert.Equal(Verdict.Reproduced, result.Verdict);
        Assert.Equal(-3, result.MeanEffect);
        Assert.True(result.Low < result.High && result.High < 0);
    }

    [Fact]
    public void Evaluate_ConstantBesideAnotherArm_IsTakenFromTheEffect()
    {
        var test = Samples.Test() with { Constant = 1.5 };

        var result = Judge(Samples.Arms([12, 14, 13], [10, 10, 10]), test);

        Assert.Equal([0.5, 2.5, 1.5], result.Seeds.Select(seed => seed.Effect));
    }

    [Fact]
    public void Evaluate_QuantityMinusAnother_ComparesTheDifferencesOfSeedsThatHaveBoth()
    {
        var steps = Samples.Arms([12, 14, 13], [10, 11]);
        var test = Samples.Test(constant: true);

        var result = Judge(steps, test with { Left = test.Left with { Minus = Samples.Test().Right }, Constant = 1 });

        Assert.Equal([new(0, 2, 1, 1), new SeedEffect(1, 3, 1, 2)], result.Seeds);
    }

    [Fact]
    public void Evaluate_Constant_IsTheRightSideOfEverySeed()
    {
        var result = Judge(Samples.Arms([52, 53, 54], []), Samples.Test(constant: true));

        Assert.Equal(Verdict.Reproduced, result.Verdict);
        Assert.All(result.Seeds, seed => Assert.Equal(50, seed.Right));
    }

    [Fact]
    public void Evaluate_SeedOnOneSideOnly_IsLeftOut()
    {
        var result = Judge(Samples.Arms([12, 14, 13], [10, 10]), Samples.Test());

        Assert.Equal([0, 1], result.Seeds.Select(seed => seed.Seed));
    }

    [Fact]
    public void Evaluate_RowsWithCoordinates_AreNotTheScalar()
    {
        var step = Samples.Record(Samples.Step("mim-seed0", 1), new MetricRow("top1", 99, Epoch: 1), new MetricRow("top1", 60), new MetricRow("top1", 1, Layer: 2));

        Assert.Equal(60, Judge([step], Samples.Test(constant: true)).Seeds.Single().Left);
    }

    [Fact]
    public void Evaluate_TwoStepsForASeed_NamesThem()
    {
        var metric = new MetricRow("top1", 60);
        StepRecord[] steps = [Samples.Record(Samples.Step("probe", 1), metric), Samples.Record(Samples.Step("finetune", 2), metric)];

        var fault = Assert.Throws<ArgumentException>(() => Judge(steps, Samples.Test(constant: true)));

        Snapshots.Match(fault.Message, "two-steps");
    }

    [Fact]
    public void Evaluate_BadDefinition_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Judge([], Samples.Test(minimumEffect: -1)));
        Assert.Throws<ArgumentException>(() => Judge([], Samples.Test(minimumEffect: double.NaN)));
        Assert.Throws<ArgumentException>(() => Judge([], Samples.Test() with { Left = new("top5", new Dictionary<string, string>()) }));
        Assert.Throws<ArgumentException>(() => ClaimEvaluator.Evaluate(Samples.Claim(), []));
    }

    [Fact]
    public void Evaluate_StepWithoutSeed_IsRefused()
    {
        var step = Samples.Record(Samples.Step("s", 1) with { Tags = new Dictionary<string, string> { ["arm"] = "mim" } }, new MetricRow("top1", 60));

        var fault = Assert.Throws<ArgumentException>(() => Judge([step], Samples.Test(constant: true)));

        Assert.Contains("Step 's'", fault.Message);
    }

    [Theory]
    [InlineData(new[] { 0.0, 0 }, Verdict.Reproduced)]
    [InlineData(new[] { 0.0, 100 }, Verdict.NotReproduced)]   // one test of two fails
    public void Evaluate_SeveralTests_TheWeakestVerdictCounts(double[] minimumEffects, Verdict expected)
    {
        var claim = Samples.Claim([.. minimumEffects.Select(minimum => Samples.Test(minimum))]);

        Assert.Equal(expected, ClaimEvaluator.Evaluate(claim, Samples.Arms([12, 14, 13], [10, 10, 10])).Verdict);
    }

    [Fact]
    public void Evaluate_OneTestNotRunOneRefuted_IsNotRun()
    {
        var missing = Samples.Test() with { Left = new("top1", new Dictionary<string, string> { ["arm"] = "nowhere" }) };
        var claim = Samples.Claim(Samples.Test(100), missing);

        Assert.Equal(Verdict.NotRun, ClaimEvaluator.Evaluate(claim, Samples.Arms([12, 14], [10, 10])).Verdict);
    }

    // Whole numbers below stay exact in every sum, so that equalities hold to the last bit.
    private static readonly Gen<double[][]> Values = Gen.Int[1, 6].SelectMany(count =>
        Gen.Select(Gen.Int[-50, 50].Array[count], Gen.Int[-50, 50].Array[count], (left, right) => new[] { Doubles(left), Doubles(right) }));

    [Fact]
    public void Evaluate_SwappedArms_FlipsTheEffect() => Gen.Select(Values, Gen.Int[0, 20]).Sample((values, minimum) =>
    {
        var direct = Judge(Samples.Arms(values[0], values[1]), Samples.Test(minimum));
        var swapped = Judge(Samples.Arms(values[1], values[0]), Samples.Test(minimum, Direction.Less));

        Assert.Equal(-direct.MeanEffect, swapped.MeanEffect);
        Assert.Equal((-direct.High, -direct.Low), (swapped.Low, swapped.High));
        Assert.Equal(direct.Verdict, swapped.Verdict);
    }, iter: 500);

    [Fact]
    public void Evaluate_BothDirections_AreNeverBothReproduced() => Gen.Select(Values, Gen.Int[0, 20]).Sample((values, minimum) =>
    {
        var steps = Samples.Arms(values[0], values[1]);

        Assert.False(Judge(steps, Samples.Test(minimum)).Verdict == Verdict.Reproduced
            && Judge(steps, Samples.Test(minimum, Direction.Less)).Verdict == Verdict.Reproduced);
    }, iter: 500);

    [Fact]
    public void Evaluate_ConstantAddedToBothArms_ChangesNothing() => Gen.Select(Values, Gen.Int[0, 20], Gen.Int[-99, 99]).Sample((values, minimum, shift) =>
    {
        var before = Judge(Samples.Arms(values[0], values[1]), Samples.Test(minimum));
        var after = Judge(Samples.Arms([.. values[0].Select(v => v + shift)], [.. values[1].Select(v => v + shift)]), Samples.Test(minimum));

        Assert.Equal((before.Verdict, before.MeanEffect, before.Low, before.High), (after.Verdict, after.MeanEffect, after.Low, after.High));
    }, iter: 500);

    [Fact]
    public void Evaluate_WiderNoiseAroundTheSameMean_NeverMakesItReproduced() => Gen.Select(Values, Gen.Int[0, 20], Gen.Int[1, 9]).Sample((values, minimum, factor) =>
    {
        // Times the count, so that the mean is a whole number.
        var effects = values[0].Select(value => value * values[0].Length).ToArray();
        var mean = effects.Average();
        var wider = effects.Select(effect => mean + factor * (effect - mean)).ToArray();

        if (Judge(Effects(effects), Samples.Test(minimum)).Verdict != Verdict.Reproduced)
            Assert.NotEqual(Verdict.Reproduced, Judge(Effects(wider), Samples.Test(minimum)).Verdict);
    }, iter: 500);

    [Fact]
    public void Evaluate_HigherMinimum_NeverTurnsToReproduced() => Gen.Select(Values, Gen.Int[0, 20], Gen.Int[0, 20]).Sample((values, minimum, more) =>
    {
        var steps = Samples.Arms(values[0], values[1]);

        if (Judge(steps, Samples.Test(minimum)).Verdict != Verdict.Reproduced)
            Assert.NotEqual(Verdict.Reproduced, Judge(steps, Samples.Test(minimum + more)).Verdict);
    }, iter: 500);

    [Fact]
    public void Evaluate_StepsInAnotherOrder_GivesTheSame() => Values.Sample(values =>
    {
        var steps = Samples.Arms(values[0], values[1]);
        var reversed = Enumerable.Reverse(steps).ToList();

        Assert.Equal(Judge(steps, Samples.Test()).Seeds, Judge(reversed, Samples.Test()).Seeds);
    }, iter: 200);

    private static TestResult Judge(IReadOnlyList<StepRecord> steps, ClaimTest test) =>
        ClaimEvaluator.Evaluate(Samples.Claim(test), steps).Tests.Single();

    private static List<StepRecord> Effects(double[] effects) => Samples.Arms(effects, new double[effects.Length]);

    private static double[] Doubles(int[] values) => Array.ConvertAll(values, value => (double)value);
}
