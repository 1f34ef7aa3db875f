using System.Buffers.Binary;

namespace MimRepro.Data.SceneWorld;

/// <summary>Creatures' labels as records of equal size.</summary>
/// <remarks>
/// Little-endian 32-bit numbers: image, plan, variant, box (x, y, width, height), full box, area, full area; then for each of
/// <see cref="Keypoints.Count"/> keypoints x, y and depth (floating point) and visibility (whole).
/// </remarks>
internal static class CreatureTable
{
    public const int RecordBytes = 4 * (3 + 4 + 4 + 2 + 4 * Keypoints.Count);

    public static void Write(Span<byte> record, int image, CreatureLabel label)
    {
        var next = 0;
        foreach (var number in (ReadOnlySpan<int>)[image, label.Plan, label.Variant, label.Box.X, label.Box.Y, label.Box.Width, label.Box.Height,
            label.FullBox.X, label.FullBox.Y, label.FullBox.Width, label.FullBox.Height, label.Area, label.FullArea])
            BinaryPrimitives.WriteInt32LittleEndian(record[(4 * next++)..], number);
        foreach (var keypoint in label.Keypoints)
        {
            BinaryPrimitives.WriteSingleLittleEndian(record[(4 * next++)..], (float)keypoint.X);
            BinaryPrimitives.WriteSingleLittleEndian(record[(4 * next++)..], (float)keypoint.Y);
            BinaryPrimitives.WriteSingleLittleEndian(record[(4 * next++)..], (float)keypoint.Depth);
            BinaryPrimitives.WriteInt32LittleEndian(record[(4 * next++)..], (int)keypoint.Visibility);
        }
    }

    public static int Image(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record);

    /// <summary>What no sound record can hold, in words; null when the record is sound.</summary>
    public static string? Fault(ReadOnlySpan<byte> record, int size)
    {
        var numbers = Numbers(record);
        if (numbers[1] < 0 || numbers[1] >= SceneWorldPlans.All.Count)
            return $"plan {numbers[1]}, expected 0 … {SceneWorldPlans.All.Count - 1}";
        if (numbers[2] < 0 || numbers[2] >= SceneWorldPlans.VariantCount)
            return $"variant {numbers[2]}, expected 0 … {SceneWorldPlans.VariantCount - 1}";
        foreach (var first in (ReadOnlySpan<int>)[3, 7])
            if (!IsInside(numbers[first], numbers[first + 2], size) || !IsInside(numbers[first + 1], numbers[first + 3], size))
                return $"box {numbers[first]}, {numbers[first + 1]}, {numbers[first + 2]} x {numbers[first + 3]}, expected one inside {size} x {size} pixels";
        if (numbers[11] < 0 || numbers[11] > numbers[12] || numbers[12] > size * size)
            return $"areas {numbers[11]} and {numbers[12]}, expected 0 ≤ area ≤ full area ≤ {size * size}";
        for (var i = 0; i < Keypoints.Count; i++)
            if (KeypointFault(Keypoint(record, i), size) is { } fault)
                return $"keypoint {(Keypoint)i}: {fault}";
        return null;
    }

    private static bool IsInside(int start, int length, int size) => start >= 0 && length >= 0 && length <= size && start <= size - length;

    private static string? KeypointFault(ImageKeypoint keypoint, int size)
    {
        if (!Enum.IsDefined(keypoint.Visibility))
            return $"visibility {(int)keypoint.Visibility}, expected 0, 1 or 2";
        if (!double.IsFinite(keypoint.X) || !double.IsFinite(keypoint.Y) || !double.IsFinite(keypoint.Depth))
            return "a number that is not finite";
        // Rounding to 32 bits can carry a place just inside the far edge onto it.
        var inside = keypoint.X >= 0 && keypoint.X <= size && keypoint.Y >= 0 && keypoint.Y <= size;
        return keypoint.Visibility == KeypointVisibility.Absent || inside ? null : $"at {keypoint.X}, {keypoint.Y}, expected inside {size} x {size} pixels";
    }

    public static CreatureLabel Read(ReadOnlySpan<byte> record, string identity)
    {
        var numbers = Numbers(record);
        var keypoints = new ImageKeypoint[Keypoints.Count];
        for (var i = 0; i < keypoints.Length; i++)
            keypoints[i] = Keypoint(record, i);
        return new(identity, numbers[1], numbers[2], new(numbers[3], numbers[4], numbers[5], numbers[6]), new(numbers[7], numbers[8], numbers[9], numbers[10]),
            numbers[11], numbers[12], keypoints);
    }

    private static int[] Numbers(ReadOnlySpan<byte> record)
    {
        var numbers = new int[13];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(record[(4 * i)..]);
        return numbers;
    }

    private static ImageKeypoint Keypoint(ReadOnlySpan<byte> record, int index)
    {
        var place = record[(4 * (13 + 4 * index))..];
        return new(BinaryPrimitives.ReadSingleLittleEndian(place), BinaryPrimitives.ReadSingleLittleEndian(place[4..]), BinaryPrimitives.ReadSingleLittleEndian(place[8..]),
            (KeypointVisibility)BinaryPrimitives.ReadInt32LittleEndian(place[12..]));
    }
}
