using System.Text.Json.Nodes;
using MimRepro.Data.SceneWorld;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.SceneWorld;

[Trait("Kind", "Unit")]
public sealed class SceneWorldPackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly SceneWorldRecipe Tiny = SceneRecipes.Detection with { ImageSize = 16, Images = 6 };

    public void Dispose() => _folder.Dispose();

    private string Written(SceneWorldRecipe recipe, string name = "pack", SceneParts? parts = null, int threads = 1)
    {
        var folder = Path.Combine(_folder.Path, name);
        SceneWorldPackWriter.Write(folder, recipe, parts, threads);
        return folder;
    }

    [Fact]
    public void Open_WhatWasWritten_GivesTheRendersBack()
    {
        using var pack = SceneWorldPack.Open(Written(Tiny, parts: SceneParts.Depth | SceneParts.Instances));

        var set = new SceneWorldSet(Tiny);
        Assert.Equal(6, pack.Count);
        for (var i = 0; i < pack.Count; i++)
        {
            var render = set.Render(i);
            Assert.Equal(render.Image.Pixels, pack.Image(i).Pixels);
            Assert.Equal(render.Instances, pack.Instances(i));
            Assert.All(render.Depth.Zip(pack.Depth(i)), pair => Assert.Equal(pair.First, pair.Second, 0.00051));
            Assert.Equal(render.Creatures.Select(creature => (creature.Identity, creature.Plan, creature.Variant, creature.Box, creature.FullBox, creature.Area, creature.FullArea)),
                pack.Creatures(i).Select(creature => (creature.Identity, creature.Plan, creature.Variant, creature.Box, creature.FullBox, creature.Area, creature.FullArea)));
            Assert.Equal(render.Creatures.SelectMany(creature => creature.Keypoints.Select(point => (point.Visibility, (float)point.X, (float)point.Y))),
                pack.Creatures(i).SelectMany(creature => creature.Keypoints.Select(point => (point.Visibility, (float)point.X, (float)point.Y))));
            Assert.Equal(set.Label(render.Creatures[0]), pack.Label(i));
        }
        pack.Verify();
    }

    [Fact]
    public void Open_Clips_HasFrameAfterFrame()
    {
        var recipe = SceneRecipes.Tracking with { ImageSize = 16, Images = 2, Frames = 3 };

        using var pack = SceneWorldPack.Open(Written(recipe), SceneSet.Tracking);

        Assert.Equal(6, pack.Count);
        Assert.Equal(new SceneWorldSet(recipe).Clip(1).Render(2).Image.Pixels, pack.Image(5).Pixels);
        Assert.Equal("tracking/train/0/1/0", pack.Creatures(5)[0].Identity);
    }

    [Fact]
    public void Write_WithMoreThreads_GivesTheSameFiles()
    {
        var (one, three) = (Written(Tiny, "one"), Written(Tiny, "three", threads: 3));

        Assert.Equal(["creatures.bin", "images.bin", "instances.bin", "pack.json"], Directory.GetFiles(one).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(one), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(three, Path.GetFileName(file)))));
    }

    [Fact]
    public void Depth_OfAPackWithoutIt_IsRefused()
    {
        using var pack = SceneWorldPack.Open(Written(Tiny));

        Assert.Throws<InvalidOperationException>(() => pack.Depth(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pack.Image(6));
    }

    [Theory]
    [InlineData("images.bin", "Not a sound packed set")]
    [InlineData("creatures.bin", "Not a sound packed set")]
    [InlineData("instances.bin", "Not a sound packed set")]
    public void Open_FileCutOff_NamesIt(string name, string expected)
    {
        var folder = Written(Tiny);
        using (var file = File.OpenWrite(Path.Combine(folder, name)))
            file.SetLength(file.Length - 1);

        var fault = Assert.Throws<DataFormatException>(() => SceneWorldPack.Open(folder));

        Assert.StartsWith(expected, fault.Message);
        Assert.Contains(name, fault.Message);
    }

    [Theory]
    [InlineData("{\"format\":\"scene-world-pack-1\"}")]
    [InlineData("{\"format\":\"scene-world-pack-1\",\"recipe\":{},\"parts\":0,\"files\":{}}")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":\"a\",\"format\":\"b\"}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{")]
    public void Open_DamagedHeader_IsADataFault(string text)
    {
        var folder = Written(Tiny);
        File.WriteAllText(Path.Combine(folder, "pack.json"), text);

        Assert.Throws<DataFormatException>(() => SceneWorldPack.Open(folder));
    }

    [Theory]
    [InlineData("images", 2_000_000_000)]
    [InlineData("imageSize", 1024)]
    [InlineData("images", 0)]
    public void Open_HeaderThatPromisesMoreThanTheFilesHold_IsADataFault(string member, int value)
    {
        var folder = Written(Tiny);
        var header = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "pack.json")))!;
        header["recipe"]![member] = value;
        File.WriteAllText(Path.Combine(folder, "pack.json"), header.ToJsonString());

        Assert.Throws<DataFormatException>(() => SceneWorldPack.Open(folder));
    }

    [Fact]
    public void Open_AnyFourBytesOfTheTableChanged_EitherReadsOrIsADataFault()
    {
        var folder = Written(Tiny);
        var path = Path.Combine(folder, "creatures.bin");
        var sound = File.ReadAllBytes(path);
        for (var at = 0; at < CreatureTable.RecordBytes; at += 4)
            foreach (var value in new[] { -1, int.MaxValue, int.MinValue, 0x7FC00000 })
            {
                var bytes = (byte[])sound.Clone();
                BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
                File.WriteAllBytes(path, bytes);
                try
                {
                    SceneWorldPack.Open(folder).Dispose();
                }
                catch (DataFormatException)
                {
                    continue;
                }
            }
    }

    [Fact]
    public void Open_SetForAnotherTask_IsADataFault() =>
        Assert.Contains("recipe.set", Assert.Throws<DataFormatException>(() => SceneWorldPack.Open(Written(Tiny), SceneSet.Pose)).Message);

    [Fact]
    public void Open_WritingThatWasCutShort_SaysSo()
    {
        var folder = Written(Tiny);
        File.Delete(Path.Combine(folder, "pack.json"));

        Assert.Contains("writing it was cut short", Assert.Throws<DataFormatException>(() => SceneWorldPack.Open(folder)).Message);
    }

    [Fact]
    public void Verify_AChangedByte_NamesTheFile()
    {
        var folder = Written(Tiny);
        var bytes = File.ReadAllBytes(Path.Combine(folder, "images.bin"));
        bytes[10] ^= 1;
        File.WriteAllBytes(Path.Combine(folder, "images.bin"), bytes);
        using var pack = SceneWorldPack.Open(folder);

        Assert.Contains("images.bin", Assert.Throws<DataFormatException>(pack.Verify).Message);
    }
}
