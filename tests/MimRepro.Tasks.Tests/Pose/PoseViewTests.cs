using CsCheck;
using MimRepro.Data;
using MimRepro.Data.Imaging;
using MimRepro.Tasks.Pose;

namespace MimRepro.Tasks.Tests.Pose;

[Trait("Kind", "Unit")]
public sealed class PoseViewTests
{
    [Fact]
    public void Of_WideBox_GrowsInHeightThenByPadding()
    {
        var crop = PoseCrop.Of(new(5, 5, 300, 40), 0.75);

        Assert.Equal(new PoseCrop(new(155, 25), 375, 500), crop);
    }

    [Fact]
    public void To_AnyCrop_PutsTheCentreInTheMiddleAndComesBack() =>
        (from x in Gen.Double[-500, 500] from y in Gen.Double[-500, 500] from width in Gen.Double[1, 900] from angle in Gen.Double[-180, 180] select (x, y, width, angle)).Sample(t =>
        {
            var map = new PoseCrop(new(t.x, t.y), t.width, t.width * 4 / 3).To(new(96, 128), t.angle);
            var (middle, back) = (map.Apply(new(t.x, t.y)), map.Inverse().Apply(map.Apply(new(3, 7))));
            return Math.Abs(middle.X - 48) < 1e-6 && Math.Abs(middle.Y - 64) < 1e-6 && Math.Abs(back.X - 3) < 1e-6 && Math.Abs(back.Y - 7) < 1e-6;
        });

    [Fact]
    public void After_TwoMaps_IsOneAfterTheOther()
    {
        var (first, second) = (new AffineMap(1, 2, 3, 4, 5, 6), new AffineMap(0, -1, 2, 1, 1, 0));

        Assert.Equal(second.Apply(first.Apply(new(7, 8))), second.After(first).Apply(new(7, 8)));
        Assert.Throws<InvalidOperationException>(() => new AffineMap(1, 1, 0, 1, 1, 0).Inverse());
    }

    [Fact]
    public void Sample_WholeSteps_CopiesPixelsAndBlackensOutside()
    {
        var image = new RgbImage(2, 2, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);
        var target = new float[3 * 9];

        ImageWarp.Sample(image, new(1, 0, 1, 0, 1, 0), new(3, 3), target); // one to the right

        Assert.Equal([0, 10, 40, 0, 70, 100, 0, 0, 0], target[..9]);
        Assert.Equal([0, 30, 60, 0, 90, 120, 0, 0, 0], target[18..]);
    }

    [Fact]
    public void Sample_BetweenPixels_IsTheirMean()
    {
        var image = new RgbImage(2, 1, [10, 0, 0, 30, 0, 0]);
        var target = new float[3];

        ImageWarp.Sample(image, new(1, 0, -0.5, 0, 1, 0), new(1, 1), target);

        Assert.Equal(20, target[0]);
    }

    [Fact]
    public void TurnHue_ThirdOfTheCircle_TurnsRedIntoGreen()
    {
        float[] values = [200, 100, 50, 100, 0, 100];

        ColorChanges.TurnHue(values, 1 / 3f);

        Assert.Equal([0, 100, 200, 100, 50, 100], values.Select(value => MathF.Round(value, 3)));
    }

    [Fact]
    public void TurnHue_AnyColour_ComesBack() =>
        (from values in Gen.Float[0, 255].Array[3] from turn in Gen.Float[-0.5f, 0.5f] select (values, turn)).Sample(t =>
        {
            var turned = t.values.ToArray();
            ColorChanges.TurnHue(turned, t.turn);
            ColorChanges.TurnHue(turned, -t.turn);
            return turned.Zip(t.values).All(pair => Math.Abs(pair.First - pair.Second) < 0.05);
        });

    [Fact]
    public void Changes_OfNothing_ChangeNothing()
    {
        float[] values = [200, 100, 50, 100, 0, 100], old = [.. values];

        ColorChanges.Brighten(values, 1);
        ColorChanges.Contrast(values, 1);
        ColorChanges.Saturate(values, 1);

        Assert.Equal(old, values.Select(value => MathF.Round(value, 3)));
    }

    [Fact]
    public void Saturate_ByNothing_IsGrey()
    {
        float[] values = [200, 100, 50];

        ColorChanges.Saturate(values, 0);

        Assert.Equal(0.299f * 200 + 0.587f * 100 + 0.114f * 50, values[0], 3);
        Assert.Equal(values[0], values[2], 3);
    }

    [Fact]
    public void DropGrid_HalfOfEachSide_BlackensAboutAQuarter()
    {
        var size = new PixelSize(64, 64);
        var values = Enumerable.Repeat(1f, 3 * size.Area).ToArray();

        ColorChanges.DropGrid(values, size, TinyPoses.Recipe.Augmentation, new SeededRandom(1, "grid"));

        Assert.InRange(values.Count(value => value == 0) / (double)values.Length, 0.15, 0.3);
        Assert.Equal(values[..size.Area], values[size.Area..(2 * size.Area)]);
    }

    [Fact]
    public void Random_SameSeed_IsTheSameView()
    {
        var (views, set) = (new PoseViews(TinyPoses.Recipe), TinyPoses.Set(1, 1));

        var first = views.Random(set.People[0], TinyPoses.Side, new SeededRandom(5, "view", 9));
        var second = views.Random(set.People[0], TinyPoses.Side, new SeededRandom(5, "view", 9));

        Assert.Equal(first.ToInput, second.ToInput);
        Assert.Equal(first.Joints, second.Joints);
    }

    [Fact]
    public void Random_AnyView_KeepsEveryJointOnItsDot()
    {
        var recipe = TinyPoses.Recipe with { Input = TinyPoses.Recipe.Input with { Normalization = new() { Mean = [0, 0, 0], Std = [1, 1, 1] } } };
        var (views, set) = (new PoseViews(recipe), TinyPoses.Set(4, 20));
        var (checkedDots, mirrored) = (0, 0);

        for (var draw = 0; draw < 40; draw++)
        {
            var person = set.People[draw % 4];
            var view = views.Random(person, TinyPoses.Side, new SeededRandom(5, "view", draw));
            var pixels = new float[3 * views.Input.Area];
            views.Paint(set.ReadImage(person.ImageId), view, random: null, pixels);
            var mirror = view.ToInput.A * view.ToInput.E - view.ToInput.B * view.ToInput.D < 0;
            mirrored += mirror ? 1 : 0;
            for (var joint = 0; joint < 3; joint++)
            {
                var (x, y) = ((int)Math.Round(view.Joints[joint].X), (int)Math.Round(view.Joints[joint].Y));
                if (x < 0 || y < 0 || x >= 32 || y >= 32)
                    continue;
                var channel = mirror && joint > 0 ? 3 - joint : joint; // the pair has changed places
                Assert.True(pixels[channel * views.Input.Area + y * 32 + x] > 0.9, $"draw {draw}, joint {joint}");
                checkedDots++;
            }
        }

        Assert.InRange(checkedDots, 60, 120);
        Assert.InRange(mirrored, 8, 32);
    }

    [Fact]
    public void Random_WithoutAugmentation_IsTheExactView()
    {
        var augmentation = TinyPoses.Recipe.Augmentation with { ShiftProbability = 0, FlipProbability = 0, HalfBodyProbability = 0, ScaleFactor = 0, RotationProbability = 0 };
        var (views, set) = (new PoseViews(TinyPoses.Recipe with { Augmentation = augmentation }), TinyPoses.Set(1, 1));

        Assert.Equal(views.Exact(set.People[0]).ToInput, views.Random(set.People[0], TinyPoses.Side, new SeededRandom(5, "view")).ToInput);
    }
}
