using MimRepro.Data.Coco;

namespace MimRepro.Data.SceneWorld;

/// <summary>Poses of a rendered set as COCO has them: one category, whole numbers at the centres of pixels.</summary>
public static class ScenePoses
{
    private const long Category = 1;

    // COCO counts pixels from their centres, a render from the upper left corner of the first.
    private const double Centre = 0.5;

    /// <summary>Every creature that is seen. Its box is what would be seen if it stood alone, for hidden joints count; its area is what is seen.</summary>
    public static CocoDataset Of(SceneWorldPack pack)
    {
        var side = pack.Recipe.ImageSize;
        CocoImage[] images = [.. Enumerable.Range(0, pack.Count).Select(image => new CocoImage(image, $"{image}", side, side))];
        var creatures = images.SelectMany(image => pack.Creatures((int)image.Id).Where(creature => creature.Area > 0).Select(creature => (Image: image.Id, creature)));
        return new(
            images,
            [new(Category, "creature") { Keypoints = Enum.GetNames<Keypoint>(), Limbs = [.. Keypoints.Bones.Select(bone => ((int)bone.From, (int)bone.To))] }],
            [.. creatures.Select((entry, number) => Annotation(number, entry.Image, entry.creature))]);
    }

    private static CocoAnnotation Annotation(long id, long image, CreatureLabel creature) => new()
    {
        Id = id,
        ImageId = image,
        CategoryId = Category,
        Box = new(creature.FullBox.X, creature.FullBox.Y, creature.FullBox.Width, creature.FullBox.Height),
        Area = creature.Area,
        Keypoints = [.. creature.Keypoints.SelectMany(joint => joint.Visibility == KeypointVisibility.Absent
            ? [0, 0, 0]
            : new[] { joint.X - Centre, joint.Y - Centre, (double)joint.Visibility })],
        LabelledKeypoints = creature.Keypoints.Count(joint => joint.Visibility != KeypointVisibility.Absent),
    };
}
