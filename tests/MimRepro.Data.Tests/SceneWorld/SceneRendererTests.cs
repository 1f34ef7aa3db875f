using MimRepro.Data.SceneWorld;

namespace MimRepro.Data.Tests.SceneWorld;

/// <summary>Labels against scenes whose truth is worked out by hand.</summary>
[Trait("Kind", "Unit")]
public sealed class SceneRendererTests
{
    private const int Size = 32;
    private static readonly Camera Level = Camera.LookingAt(new(0, 0, 1), new(0, 10, 1), 0, 60 * Trigonometry.Degree);
    private static readonly Light Noon = new(Vec3.UnitZ, new(0.5, 0.5, 0.5), new(0.5, 0.5, 0.5), new(0.3, 0.3, 0.3));
    private static readonly Wall Floor = new(Pose.Identity, 0);

    // At y = 5 and looking back at the camera.
    private static readonly Wall Back = new(new(new(0, 5, 0), Vec3.UnitX, Vec3.UnitZ, -Vec3.UnitY), 0);

    private static Scene Of(Wall[] walls, SolidGroup[] groups, params Joint?[][] joints) => new(Level, Noon, null, walls, groups,
        [.. joints.Select((all, i) => new SceneActor($"test/{i}", SceneWorldPlans.All[0], 0, all))], [Surface.Plain(new(0.5, 0.5, 0.5))], new(1, 1, 1), 0, 0);

    private static Joint?[] Only(Keypoint keypoint, Vec3 position, double flesh)
    {
        var joints = new Joint?[Keypoints.Count];
        joints[(int)keypoint] = new(position, flesh);
        return joints;
    }

    [Fact]
    public void Render_FloorAndWall_HaveTheDepthOfTheirPlanes()
    {
        var render = new SceneRenderer(Size).Render(Of([Floor, Back], []));

        var pixel = 2 * Trigonometry.Tan(30 * Trigonometry.Degree) / Size;
        for (var y = 0; y < Size; y++)
        {
            // One metre above the floor: a ray that falls by v metres a metre meets it at 1 / v.
            var fall = (y + 0.5 - Size / 2.0) * pixel;
            var expected = fall > 0 ? Math.Min(5, 1 / fall) : 5;
            for (var x = 0; x < Size; x++)
                Assert.Equal(expected, render.Depth[y * Size + x], 1e-5);
        }
    }

    [Fact]
    public void Render_Ball_HasTheDepthOfTheSphereAndAMaskOfItsDisc()
    {
        var render = new SceneRenderer(Size).Render(Of([Back], [new([Shape.Ball(new(0, 3, 1), 0.8, 0)], 0)], new Joint?[Keypoints.Count]));

        var pixel = 2 * Trigonometry.Tan(30 * Trigonometry.Degree) / Size;
        for (var y = 0; y < Size; y++)
            for (var x = 0; x < Size; x++)
            {
                double u = (x + 0.5 - Size / 2.0) * pixel, v = (y + 0.5 - Size / 2.0) * pixel;
                var (a, b, c) = (1 + u * u + v * v, -3.0, 9 - 0.64);
                var hit = b * b - a * c;
                Assert.Equal(hit >= 0 ? (-b - Math.Sqrt(hit)) / a : 5, render.Depth[y * Size + x], 1e-5);
                Assert.Equal(hit >= 0 ? 1 : 0, render.Instances[y * Size + x]);
            }
    }

    [Fact]
    public void Render_UnderTheOpenSky_HasNoDepthThere()
    {
        var scene = Of([Floor], []) with { Sky = new(new(0.2, 0.4, 0.9), new(0.8, 0.8, 0.9), 0.5, 1, 40) };

        var render = new SceneRenderer(Size).Render(scene);

        Assert.All(Enumerable.Range(0, Size * Size / 2), i => Assert.Equal(0, render.Depth[i]));
        Assert.True(render.Depth[Size * Size - 1] is > 1 and < 3);
    }

    [Fact]
    public void Render_JointBeforeTheWall_IsProjectedAndSeen()
    {
        // 0.5 m to the right and 0.25 m above the axis, 4 m away.
        var scene = Of([Back], [new([Shape.Ball(new(0.5, 4, 1.25), 0.1, 0)], 0)], Only(Keypoint.Head, new(0.5, 4, 1.25), 0.11));

        var label = Assert.Single(new SceneRenderer(Size).Render(scene).Creatures);

        var focal = Size / (2 * Math.Tan(Math.PI / 6));
        var head = label.Keypoints[(int)Keypoint.Head];
        Assert.Equal(16 + focal * 0.5 / 4, head.X, 1e-9);
        Assert.Equal(16 - focal * 0.25 / 4, head.Y, 1e-9);
        Assert.Equal(4, head.Depth, 1e-9);
        Assert.Equal(KeypointVisibility.Visible, head.Visibility);
        Assert.Equal(KeypointVisibility.Absent, label.Keypoints[(int)Keypoint.Nose].Visibility);
    }

    [Theory]
    [InlineData(3.0, KeypointVisibility.Hidden)]
    [InlineData(4.6, KeypointVisibility.Visible)]
    public void Render_JointAndABoard_IsHiddenOnlyByABoardBeforeIt(double boardAt, KeypointVisibility expected)
    {
        var board = new SolidGroup([new(ShapeKind.Box, Pose.At(new(0, boardAt, 1)), new(1, 0.05, 1), 0)], -1);
        var scene = Of([Back], [new([Shape.Ball(new(0, 4, 1), 0.3, 0)], 0), board], Only(Keypoint.Body, new(0, 4, 1), 0.35));

        var label = Assert.Single(new SceneRenderer(Size).Render(scene).Creatures);

        Assert.Equal(expected, label.Keypoints[(int)Keypoint.Body].Visibility);
        Assert.Equal(expected == KeypointVisibility.Visible, label.Area > 0);
        Assert.Equal(expected == KeypointVisibility.Visible ? 1 : 0, label.VisibleShare);
        Assert.NotEqual(PixelBox.Nothing, label.FullBox);
    }

    [Fact]
    public void Render_JointBehindTheCreaturesOwnBody_IsHidden()
    {
        // A joint at the far side of a thick body that owns only 10 cm of flesh before it.
        var scene = Of([Back], [new([Shape.Ball(new(0, 3.5, 1), 0.5, 0)], 0)], Only(Keypoint.TailBase, new(0, 4, 1), 0.1));

        var label = Assert.Single(new SceneRenderer(Size).Render(scene).Creatures);

        Assert.Equal(KeypointVisibility.Hidden, label.Keypoints[(int)Keypoint.TailBase].Visibility);
    }

    [Theory]
    [InlineData(20, 4)]
    [InlineData(0, -4)]
    public void Render_JointBesideOrBehindTheCamera_IsAbsent(double x, double y)
    {
        var scene = Of([Back], [], Only(Keypoint.Nose, new(x, y, 1), 0.1));

        Assert.Equal(KeypointVisibility.Absent, new SceneRenderer(Size).Render(scene).Creatures[0].Keypoints[(int)Keypoint.Nose].Visibility);
    }

    [Fact]
    public void Render_HalfHiddenCreature_KeepsItsFullBox()
    {
        // The board hides everything to the left of the axis.
        var board = new SolidGroup([new(ShapeKind.Box, Pose.At(new(-5, 2, 1)), new(5, 0.05, 5), 0)], -1);
        var scene = Of([Back], [new([Shape.Ball(new(0, 4, 1), 0.8, 0)], 0), board], new Joint?[Keypoints.Count]);

        var label = Assert.Single(new SceneRenderer(Size).Render(scene).Creatures);

        Assert.Equal(0.5, label.VisibleShare);
        Assert.Equal(label.FullBox.Width, 2 * label.Box.Width);
        Assert.Equal(Size / 2, label.Box.X);
    }

    [Fact]
    public void Render_ABallUnderTheLamp_ThrowsAShadow()
    {
        var open = new SceneRenderer(Size, smoothEdges: false).Render(Of([Floor, Back], []));
        var ball = new SceneRenderer(Size, smoothEdges: false).Render(Of([Floor, Back], [new([Shape.Ball(new(0, 3, 5), 0.5, 0)], -1)]));

        var darker = Enumerable.Range(0, Size * Size).Where(i => ball.Image.Pixels[3 * i] < open.Image.Pixels[3 * i]).ToArray();
        Assert.NotEmpty(darker);
        Assert.All(darker, i => Assert.InRange(i % Size, Size / 2 - 7, Size / 2 + 6));
        Assert.All(darker, i => Assert.InRange(ball.Depth[i], 2.5, 3.5));
    }

    [Fact]
    public void Render_SmoothEdges_ChangeColoursAndNoLabel()
    {
        var scene = Of([Floor, Back], [new([Shape.Ball(new(0, 3, 1), 0.5, 0)], 0)], new Joint?[Keypoints.Count]);

        var (smooth, plain) = (new SceneRenderer(Size, smoothEdges: true).Render(scene), new SceneRenderer(Size, smoothEdges: false).Render(scene));

        Assert.Equal(plain.Depth, smooth.Depth);
        Assert.Equal(plain.Instances, smooth.Instances);
        Assert.NotEqual(plain.Image.Pixels, smooth.Image.Pixels);
    }

    [Fact]
    public void Render_TooManyCreatures_IsRefused()
    {
        var joints = Enumerable.Range(0, SceneRenderer.MostActors + 1).Select(_ => new Joint?[Keypoints.Count]).ToArray();

        Assert.Throws<ArgumentException>(() => new SceneRenderer(8).Render(Of([Back], [], joints)));
    }
}
