using MimRepro.Data.Imaging;
using MimRepro.Tasks.Detection;

namespace MimRepro.Tasks.Tests.Detection;

[Trait("Kind", "Unit")]
public sealed class DetectionApTests
{
    private static readonly BoundingBox Here = new(0, 0, 40, 40), There = new(100, 100, 40, 40);

    [Fact]
    public void Ap_EveryObjectFound_IsAHundred()
    {
        var result = DetectionAp.Of([Object(1, Here), Object(2, There)], [Found(1, Here, 0.5), Found(2, There, 0.4)], [7], OverlapKind.Box);

        Assert.Equal(100, result.Ap!.Value, 9);
        Assert.Equal(100, result.ApMedium!.Value, 9);
        Assert.Null(result.ApLarge); // nothing is large
        Assert.Equal(100, result.Ar[0]!.Value, 9);
    }

    [Fact]
    public void Ap_WrongOneFirst_IsHalfUntilBothAreFound()
    {
        // Wrong, right, right: precision 0, 1/2, 2/3; made to fall only: 2/3 everywhere.
        var result = DetectionAp.Of([Object(1, Here), Object(2, There)], [Found(1, There, 0.9), Found(1, Here, 0.5), Found(2, There, 0.4)], [7], OverlapKind.Box);

        Assert.Equal(200 / 3.0, result.Ap50!.Value, 9);
    }

    [Fact]
    public void Ap_OneOfTwoFound_ReadsPrecisionAtHalfTheRecalls()
    {
        var result = DetectionAp.Of([Object(1, Here), Object(2, There)], [Found(1, Here, 0.9)], [7], OverlapKind.Box);

        Assert.Equal(100 * 51 / 101.0, result.Ap!.Value, 9); // recalls 0 … 0.50
        Assert.Equal(50, result.Ar[2]!.Value, 9);
    }

    [Fact]
    public void Ap_Crowd_TakesAnyNumberAndCountsNone()
    {
        AnnotatedObject[] annotations = [Object(1, Here), Object(1, new(80, 80, 100, 100)) with { IsCrowd = true }];
        DetectedObject[] detections = [Found(1, new(90, 90, 20, 20), 0.9), Found(1, new(120, 120, 20, 20), 0.8), Found(1, Here, 0.7)];

        Assert.Equal(100, DetectionAp.Of(annotations, detections, [7], OverlapKind.Box).Ap!.Value, 9);
    }

    [Fact]
    public void Ap_OverlapOfExactlyTheThreshold_Matches()
    {
        // 30 of 40 columns: overlap 0.75.
        var result = DetectionAp.Of([Object(1, Here)], [Found(1, Here with { Width = 30 }, 0.9)], [7], OverlapKind.Box);

        Assert.Equal(100, result.Ap75!.Value, 9);
        Assert.Equal(0, result.Precision(overlap: result.Options.Overlaps[6])!.Value, 9);
        Assert.Equal(60, result.Ap!.Value, 9);
    }

    [Fact]
    public void Ap_OtherCategory_IsWrongUnlessCategoriesAreOne()
    {
        AnnotatedObject[] annotations = [Object(1, Here), Object(1, There) with { Category = 8 }];
        DetectedObject[] detections = [Found(1, Here, 0.9) with { Category = 8 }, Found(1, There, 0.8) with { Category = 7 }];

        Assert.Equal(0, DetectionAp.Of(annotations, detections, [7, 8], OverlapKind.Box).Ap!.Value, 9);
        Assert.Equal(100, DetectionAp.Of(annotations, detections, [7, 8], OverlapKind.Box, DetectionApOptions.Coco with { ByCategory = false }).Ap!.Value, 9);
    }

    [Fact]
    public void Ap_CategoryThatIsNotAnnotatedOrNotListed_DoesNotCount()
    {
        var result = DetectionAp.Of([Object(1, Here)], [Found(1, Here, 0.9), Found(1, Here, 0.9) with { Category = 9 }], [7, 8], OverlapKind.Box);

        Assert.Equal(100, result.Ap!.Value, 9);
        Assert.Null(result.Precision(category: 8));
        Assert.Contains("expected one of 7, 8", Assert.Throws<ArgumentException>(() => result.Precision(category: 9)).Message);
        Assert.Throws<ArgumentException>(() => result.Precision(overlap: 0.51));
    }

    [Fact]
    public void Ap_UnmatchedDetectionOfAnotherSize_IsNotHeldAgainstSmallOnes()
    {
        var small = new BoundingBox(0, 0, 10, 10);

        var result = DetectionAp.Of([Object(1, small)], [Found(1, There, 0.9), Found(1, small, 0.5)], [7], OverlapKind.Box);

        Assert.Equal(100, result.ApSmall!.Value, 9);
        Assert.Equal(50, result.Ap!.Value, 9);
    }

    [Fact]
    public void Ap_NothingAnnotated_IsNull() => Assert.Null(DetectionAp.Of([], [Found(1, Here, 0.9)], [7], OverlapKind.Box).Ap);

    [Fact]
    public void Ap_MaskThatIsMissing_IsRefusedByItsImage() =>
        Assert.Contains("image 1 has no mask", Assert.Throws<ArgumentException>(() => DetectionAp.Of([Object(1, Here)], [Found(1, Here, 0.9)], [7], OverlapKind.Mask)).Message);

    [Fact]
    public void Ap_ScoreThatIsNoNumber_IsRefused() =>
        Assert.Throws<ArgumentException>(() => DetectionAp.Of([Object(1, Here)], [Found(1, Here, double.NaN)], [7], OverlapKind.Box));

    private static AnnotatedObject Object(long image, BoundingBox box) => new() { Image = image, Category = 7, Box = box, Area = box.Area, IsCrowd = false };

    private static DetectedObject Found(long image, BoundingBox box, double score) => DetectedObject.OfBox(image, 7, box, score);
}
