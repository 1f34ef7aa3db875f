using MimRepro.Recipes;
using MimRepro.Data.SceneWorld;

namespace MimRepro.Data.Tests.SceneWorld;

[Trait("Kind", "Unit")]
public sealed class SceneWorldPlansTests
{
    [Fact]
    public void All_Plans_Are50ForPretrainingAnd20HeldOutWithoutAnOverlap()
    {
        Assert.Equal((50, 20), (SceneWorldPlans.Pretraining.Count, SceneWorldPlans.HeldOut.Count));
        Assert.Empty(SceneWorldPlans.Pretraining.Select(plan => plan.Name).Intersect(SceneWorldPlans.HeldOut.Select(plan => plan.Name)));
        Assert.Equal(70, SceneWorldPlans.All.Select(plan => plan.Name).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 70), SceneWorldPlans.All.Select(plan => plan.Id));
    }

    [Fact]
    public void All_PlansOfOneFamily_DifferInFourTraits()
    {
        foreach (var family in SceneWorldPlans.All.GroupBy(plan => plan.Family))
            foreach (var a in family)
                foreach (var b in family.Where(other => other.Id > a.Id))
                    Assert.True(PlanGrammar.Difference(a, b) >= PlanGrammar.SmallestDifference, $"{a.Name} and {b.Name}");
    }

    [Fact]
    public void Variants_OfTheFineGrainedPlan_Are24ThatDifferInFourVisibleProportions()
    {
        var plan = SceneWorldPlans.FineGrained;
        var (steps, difference) = SceneWorldPlans.DrawSteps(plan);

        Assert.Contains(plan, SceneWorldPlans.HeldOut);
        Assert.Equal((24, 4), (SceneWorldPlans.Variants(plan).Count, difference));
        for (var i = 0; i < steps.Length; i++)
            for (var j = 0; j < i; j++)
                Assert.True(SceneWorldPlans.VisibleDifference(plan, steps[i], steps[j]) >= difference, $"variants {i} and {j}");
        Assert.Equal(Proportions.Plain, SceneWorldPlans.Variants(plan)[0]);
    }

    [Fact]
    public void Variants_OfEveryPlan_Differ()
    {
        foreach (var plan in SceneWorldPlans.All)
            Assert.True(SceneWorldPlans.DrawSteps(plan).Difference >= 1, plan.Name);
    }

    [Fact]
    public void Build_EveryPlanAtRest_StandsOnTheGroundWithTheJointsItsPlanHas()
    {
        foreach (var plan in SceneWorldPlans.All)
        {
            var body = CreatureBuilder.Build(plan, Proportions.Plain, default);

            Assert.Equal(0, body.Extent().Lowest.Z, 1e-9);
            Assert.All(body.Shapes, shape => Assert.True(shape.Size is { X: > 0, Y: > 0, Z: > 0 } || shape is { Kind: ShapeKind.RoundCone, Size.Y: > 0 }, $"{plan.Name}: {shape}"));
            bool Has(Keypoint keypoint) => body.Joints[(int)keypoint] is not null;
            Assert.True(Has(Keypoint.Nose) && Has(Keypoint.Head) && Has(Keypoint.Neck) && Has(Keypoint.Body) && Has(Keypoint.TailBase), plan.Name);
            Assert.Equal(plan.Tail != TailShape.None, Has(Keypoint.TailTip));
            Assert.Equal(plan.Wings != WingSize.None, Has(Keypoint.LeftWingTip));
            Assert.Equal(plan.LegPairs > 0, Has(Keypoint.LeftHindFoot));
            Assert.Equal(plan.LegPairs > 1 || plan.Arms || plan.Family == BodyFamily.Fish, Has(Keypoint.RightForeFoot));
            for (var keypoint = Keypoint.Nose; keypoint <= Keypoint.RightWingTip; keypoint++)
                Assert.Equal(Has(keypoint), Has(Keypoints.Mirrored(keypoint)));
        }
    }

    [Fact]
    public void Build_AtRest_IsTheSameOnBothSides()
    {
        foreach (var plan in SceneWorldPlans.All)
        {
            // At phase 0 left and right legs stand alike but for the lifted knee; only joints above the knees are compared.
            var joints = CreatureBuilder.Build(plan, Proportions.Plain, default).Joints;
            foreach (var left in new[] { Keypoint.LeftShoulder, Keypoint.LeftHip, Keypoint.LeftWingTip })
                if (joints[(int)left] is { } joint && joints[(int)Keypoints.Mirrored(left)] is { } other)
                {
                    Assert.Equal(joint.Position.X, other.Position.X, 1e-9);
                    Assert.Equal(joint.Position.Y, -other.Position.Y, 1e-9);
                    Assert.True(joint.Position.Y > 0, $"{plan.Name}: {left}");
                }
        }
    }
}
