using MimRepro.Data;
using MimRepro.Data.Detection;

namespace MimRepro.Tasks.Detection;

/// <summary>Images for a detector, and what average precision counts in them.</summary>
/// <param name="Images">To learn from or to search; one may be read whenever it is asked for, on any thread.</param>
/// <param name="Annotated">Every annotated object of the recipe's classes, crowds included, by the place of its image; computed when it is asked for.</param>
public sealed record DetectionSet(IReadOnlyList<DetectionImage> Images, Func<IReadOnlyList<AnnotatedObject>> Annotated)
{
    /// <summary>Images in memory, whose objects are all that is annotated.</summary>
    public static DetectionSet Of(IReadOnlyList<DetectionImage> images) => new(images, () => [.. images.SelectMany(Objects)]);

    /// <summary>At most <paramref name="count"/> images, a seeded choice, in their order; null takes all.</summary>
    public DetectionSet Sample(int? count, int seed)
    {
        if (count is not { } wanted || wanted >= Images.Count)
            return this;
        var chosen = SeededChoice.Of(wanted, Images.Count, new SeededRandom(seed, "images"));
        var placeOf = chosen.Select((from, to) => (From: (long)from, To: to)).ToDictionary(pair => pair.From, pair => pair.To);
        return new(
            new ReadLater<DetectionImage>(wanted, place => Images[chosen[place]]),
            () => [.. Annotated().Where(one => placeOf.ContainsKey(one.Image)).Select(one => one with { Image = placeOf[one.Image] })]);
    }

    private static IEnumerable<AnnotatedObject> Objects(DetectionImage image, int place)
    {
        for (var i = 0; i < image.Count; i++)
        {
            var mask = RunLengthMask.FromBitmap(image.Image.Height, image.Image.Width, image.Masks[i]);
            var box = image.Boxes[i];
            yield return new() { Image = place, Category = image.Classes[i], Box = new(box.Left, box.Top, box.Width, box.Height), Mask = mask, Area = mask.Area, IsCrowd = false };
        }
    }
}
