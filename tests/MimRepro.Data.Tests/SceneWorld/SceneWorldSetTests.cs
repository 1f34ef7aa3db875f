using System.Security.Cryptography;
using MimRepro.Data.SceneWorld;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Data.Tests.SceneWorld;

[Trait("Kind", "Unit")]
public sealed class SceneWorldSetTests
{
    [Fact]
    public void Recipes_OfTheseTests_AreSound() =>
        Assert.All(SceneRecipes.All, recipe => Assert.Empty(RecipeValidation.Check(recipe)));

    // The same bytes on every system and processor. A new hash means other images: results made from the old ones no longer compare.
    [Theory]
    [InlineData(0, "0141715c17bc6cf8")]
    [InlineData(1, "73e97529175c2cb8")]
    [InlineData(2, "be7d241885d9c9e5")]
    [InlineData(3, "4c01bc10888c8dbf")]
    [InlineData(4, "2bb838c181b56dad")]
    [InlineData(5, "40db5176b876b0b8")]
    public void Render_SixImagesOfASet_HaveTheseBytes(int set, string expected) =>
        Assert.Equal(expected, HashOfSix(SceneRecipes.All[set]));

    [Fact]
    public void Render_SixFramesInAStudio_HaveTheseBytes() => Assert.Equal("50e78f809b4c9d1f", HashOfSix(SceneRecipes.Tracking with
    {
        FrameStep = 3, Scene = SceneRecipes.Tracking.Scene with { Backdrop = SceneBackdrop.Studio },
    }));

    private static string HashOfSix(SceneWorldRecipe recipe)
    {
        var scenes = new SceneWorldSet(recipe with { ImageSize = 48 });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 6; i++)
            Append(hash, recipe.Frames > 1 ? scenes.Clip(i).Render(5 * i) : scenes.Render(i));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Append(IncrementalHash hash, SceneRender render)
    {
        hash.AppendData(render.Image.Pixels);
        hash.AppendData(render.Instances);
        foreach (var depth in render.Depth)
            hash.AppendData(BitConverter.GetBytes(BitConverter.SingleToInt32Bits(depth)));
        Span<byte> record = stackalloc byte[CreatureTable.RecordBytes];
        foreach (var creature in render.Creatures)
        {
            CreatureTable.Write(record, 0, creature);
            hash.AppendData(record);
        }
    }

    [Fact]
    public void Render_AnImageAlone_IsTheSameAsAfterOthers()
    {
        var alone = new SceneWorldSet(SceneRecipes.Detection).Render(7);
        var set = new SceneWorldSet(SceneRecipes.Detection);
        for (var i = 0; i < 7; i++)
            set.Render(i);

        AssertSame(alone, set.Render(7));
    }

    [Fact]
    public void Clip_AFrameAlone_IsTheSameAsAfterOthers()
    {
        var alone = new SceneWorldSet(SceneRecipes.Tracking).Clip(3).Render(9);
        var clip = new SceneWorldSet(SceneRecipes.Tracking).Clip(3);
        for (var frame = 12; frame >= 10; frame--)
            clip.Render(frame);

        AssertSame(alone, clip.Render(9));
    }

    private static void AssertSame(SceneRender expected, SceneRender got)
    {
        Assert.Equal(expected.Image.Pixels, got.Image.Pixels);
        Assert.Equal(expected.Depth, got.Depth);
        Assert.Equal(expected.Instances, got.Instances);
        Assert.Equal(expected.Creatures.SelectMany(creature => creature.Keypoints), got.Creatures.SelectMany(creature => creature.Keypoints));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Render_ManyImages_HaveLabelsThatAgreeWithTheMasks(int set)
    {
        var scenes = new SceneWorldSet(SceneRecipes.All[set]);
        for (var i = 0; i < 40; i++)
        {
            var render = scenes.Render(i);
            var size = render.Image.Width;
            for (var c = 0; c < render.Creatures.Length; c++)
            {
                var creature = render.Creatures[c];
                var pixels = Enumerable.Range(0, size * size).Where(pixel => render.Instances[pixel] == c + 1).ToArray();
                Assert.Equal(pixels.Length, creature.Area);
                Assert.Equal(Extremes(pixels, size), creature.Box);
                Assert.InRange(creature.VisibleShare, 0, 1);
                Assert.True(Holds(creature.FullBox, creature.Box), $"{creature.FullBox} and {creature.Box}");
                Assert.All(creature.Keypoints, keypoint => Assert.True(keypoint.Visibility == KeypointVisibility.Absent
                    || (keypoint.X >= 0 && keypoint.X < size && keypoint.Y >= 0 && keypoint.Y < size && keypoint.Depth > 0)));
            }
            Assert.All(render.Depth, depth => Assert.InRange(depth, 0, 65));
        }
    }

    private static PixelBox Extremes(int[] pixels, int size)
    {
        if (pixels.Length == 0)
            return PixelBox.Nothing;
        int left = pixels.Min(pixel => pixel % size), right = pixels.Max(pixel => pixel % size), top = pixels[0] / size, bottom = pixels[^1] / size;
        return new(left, top, right - left + 1, bottom - top + 1);
    }

    private static bool Holds(PixelBox outer, PixelBox inner) => inner.Width == 0
        || (outer.X <= inner.X && outer.Y <= inner.Y && outer.X + outer.Width >= inner.X + inner.Width && outer.Y + outer.Height >= inner.Y + inner.Height);

    [Fact]
    public void Render_PretrainingImages_ShowTheirCreatureWellAndEachPlanEquallyOften()
    {
        var set = new SceneWorldSet(SceneRecipes.Pretraining with { ImageSize = 32 });
        var creatures = Enumerable.Range(0, 300).Select(i => Assert.Single(set.Render(i).Creatures)).ToArray();

        Assert.All(creatures.GroupBy(set.Label), images => Assert.Equal(6, images.Count()));
        Assert.Equal(50, set.Classes);
        Assert.True(creatures.Count(creature => creature.VisibleShare > 0.5) >= 290, $"{creatures.Count(creature => creature.VisibleShare > 0.5)} of 300 are seen by half");
        Assert.True(creatures.Count(creature => creature.Area >= 30) >= 290, $"{creatures.Count(creature => creature.Area >= 30)} of 300 cover 30 of 1024 pixels");
    }

    [Fact]
    public void Clip_FirstFrames_ShowTheCreatureThatIsToBeFollowed()
    {
        var set = new SceneWorldSet(SceneRecipes.Tracking);
        var first = Enumerable.Range(0, 40).Select(i => set.Clip(i).Render(0).Creatures[0]).ToArray();

        Assert.All(first, creature => Assert.True(creature.VisibleShare > 0.3 && creature.Area >= 20, $"{creature.Identity}: {creature.VisibleShare:f2} of {creature.FullArea} pixels"));
    }

    [Fact]
    public void Clip_ManyClips_MoveAndAreSometimesHiddenForAWhile()
    {
        var set = new SceneWorldSet(SceneRecipes.Tracking with { ImageSize = 32 });
        var (moved, hidden, back) = (0, 0, 0);
        for (var i = 0; i < 30; i++)
        {
            var clip = set.Clip(i);
            var track = Enumerable.Range(0, clip.Frames).Select(frame => clip.Render(frame).Creatures[0]).ToArray();
            Assert.Single(track.Select(creature => creature.Identity).Distinct());
            moved += track.Select(creature => creature.Box).Distinct().Count() > clip.Frames / 3 ? 1 : 0;
            var least = Array.FindIndex(track, creature => creature.VisibleShare < 0.6);
            hidden += least >= 0 ? 1 : 0;
            back += least >= 0 && track[least..].Any(creature => creature.VisibleShare > 0.8) ? 1 : 0;
        }

        Assert.True(moved >= 28 && hidden >= 8 && back >= 3, $"{moved} moved, {hidden} were hidden, {back} came back");
    }

    [Fact]
    public void Clip_LargerSteps_MoveItsCreatureFurther()
    {
        double Moved(int step)
        {
            var set = new SceneWorldSet(SceneRecipes.Tracking with { ImageSize = 32, Frames = 5, FrameStep = step });
            return Enumerable.Range(0, 12).Average(i => Distance(Centre(set.Clip(i).Render(0)), Centre(set.Clip(i).Render(4))));
        }

        var (one, four) = (Moved(1), Moved(4));

        Assert.True(one > 0 && four > 2 * one, $"{four:f2} px in steps of 4, {one:f2} px in steps of 1");
    }

    private static double[] Centre(SceneRender render) =>
        [render.Creatures[0].FullBox.X + render.Creatures[0].FullBox.Width / 2.0, render.Creatures[0].FullBox.Y + render.Creatures[0].FullBox.Height / 2.0, 0];

    [Fact]
    public void Render_InAStudio_ItsCreatureIsDarkerThanWhatIsAroundIt()
    {
        var set = new SceneWorldSet(SceneRecipes.Pretraining with { ImageSize = 32, Scene = SceneRecipes.Pretraining.Scene with { Backdrop = SceneBackdrop.Studio, Furniture = new(0, 0) } });

        Assert.All(Enumerable.Range(0, 100).Select(set.Render), render =>
        {
            var (creature, around) = (Mean(render, inside: true).Sum(), Mean(render, inside: false).Sum());
            Assert.True(creature < 0.8 * around, $"{render.Creatures[0].Identity}: {creature / 3:f0} on {around / 3:f0}");
        });
    }

    [Fact]
    public void Sources_OfAllSetsAndSplits_AreDisjointInIdentityPlanAndPicture()
    {
        var identities = new HashSet<string>();
        var pictures = new HashSet<string>();
        foreach (var recipe in SceneRecipes.All)
            foreach (var split in new[] { "train", "test" })
            {
                var set = new SceneWorldSet(recipe with { Split = split, ImageSize = 16 });
                for (var i = 0; i < 20; i++)
                {
                    var render = set.Render(i);
                    Assert.True(identities.Add(SceneSource.Of(set.Recipe, i).Identity));
                    Assert.All(render.Creatures, creature => Assert.True(identities.Add(creature.Identity), creature.Identity));
                    Assert.True(pictures.Add(Convert.ToHexString(SHA256.HashData(render.Image.Pixels))));
                    var plans = recipe.Set == SceneSet.Pretraining ? SceneWorldPlans.Pretraining : SceneWorldPlans.HeldOut;
                    Assert.All(render.Creatures, creature => Assert.Contains(plans, plan => plan.Id == creature.Plan));
                }
            }
    }

    [Fact]
    public void Sources_OfOneIndexInTwoSplits_ShareNoDraw()
    {
        // What a scene is made of comes from its generators: another split is another stream from the first number on.
        var streams = from set in Enum.GetValues<SceneSet>()
                      from split in new[] { "train", "test" }
                      from purpose in new[] { "stage", "creature-0", "creature-1" }
                      from index in Enumerable.Range(0, 50)
                      select new SceneSource(set, split, 0, index).Random(purpose).NextUInt64();

        var first = streams.ToArray();

        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Theory]
    [InlineData(0, SceneBackdrop.Both)]
    [InlineData(1, SceneBackdrop.Both)]
    [InlineData(0, SceneBackdrop.Studio)]
    [InlineData(1, SceneBackdrop.Studio)]
    public void Render_MeanColours_SayNextToNothingAboutTheClass(int which, SceneBackdrop backdrop)
    {
        var recipe = SceneRecipes.All[which] with { ImageSize = 24, Scene = SceneRecipes.All[which].Scene with { Backdrop = backdrop } };
        var (train, test) = (new SceneWorldSet(recipe), new SceneWorldSet(recipe with { Split = "test" }));
        var known = Enumerable.Range(0, 1200).Select(i => Features(train, i)).ToArray();

        var right = Enumerable.Range(0, 600).Select(i => Features(test, i)).Count(image => known.MinBy(other => Distance(other.Colour, image.Colour)).Label == image.Label);

        // Chance is 1 in 50 or 1 in 24; three standard deviations of 600 guesses lie 1.7 and 2.4 points above.
        Assert.True(right / 600.0 < 1.0 / train.Classes + 0.025, $"{right} of 600 right with {train.Classes} classes");
    }

    private static (double[] Colour, int Label) Features(SceneWorldSet set, int index)
    {
        var render = set.Render(index);
        // In a studio, the mean of all pixels would tell how many are dark: the creature's area, which is no colour.
        var mean = set.Recipe.Scene.Backdrop == SceneBackdrop.Studio ? Mean(render, inside: true) : Mean(render, inside: null);
        return (mean, set.Label(render.Creatures[0]));
    }

    // Red, green and blue of the first creature's pixels, of all others, or of all.
    private static double[] Mean(SceneRender render, bool? inside)
    {
        var (sum, count) = (new double[3], 0);
        for (var i = 0; i < render.Instances.Length; i++)
        {
            if (inside is { } wanted && render.Instances[i] == 1 != wanted)
                continue;
            count++;
            for (var channel = 0; channel < 3; channel++)
                sum[channel] += render.Image.Pixels[3 * i + channel];
        }
        return Array.ConvertAll(sum, value => value / Math.Max(count, 1));
    }

    private static double Distance(double[] a, double[] b) =>
        (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]);

    [Fact]
    public void Render_OutsideTheSet_IsRefused()
    {
        var set = new SceneWorldSet(SceneRecipes.Pretraining with { Images = 3 });

        Assert.Throws<ArgumentOutOfRangeException>(() => set.Render(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Render(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SceneWorldSet(SceneRecipes.Tracking).Clip(0).Render(30));
    }
}
