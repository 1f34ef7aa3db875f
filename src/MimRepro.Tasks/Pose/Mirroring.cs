namespace MimRepro.Tasks.Pose;

/// <summary>Mirrors joints and heat maps; joints of the left and the right side change places.</summary>
/// <remarks>microsoft/human-pose-estimation.pytorch lib/utils/transforms.py; shift and mean: lib/core/function.py, validate.</remarks>
public static class Mirroring
{
    /// <summary>Joints as a mirrored image shows them. Unlabelled ones become (0, 0).</summary>
    /// <param name="joints">In pixels of the image.</param>
    /// <param name="width">Of the image in pixels.</param>
    /// <param name="pairs">Joints that change places.</param>
    public static Joint[] Joints(ReadOnlySpan<Joint> joints, int width, IReadOnlyList<int[]> pairs)
    {
        var mirrored = new Joint[joints.Length];
        for (var joint = 0; joint < joints.Length; joint++)
            mirrored[joint] = joints[joint] with { X = width - joints[joint].X - 1 };
        foreach (var pair in pairs)
            (mirrored[pair[0]], mirrored[pair[1]]) = (mirrored[pair[1]], mirrored[pair[0]]);
        return Array.ConvertAll(mirrored, joint => joint with { X = joint.X * joint.Score, Y = joint.Y * joint.Score });
    }

    /// <summary>Maps that a network gave for a mirrored image, as maps of the image itself.</summary>
    /// <param name="maps">[J, H, W].</param>
    public static float[] Back(ReadOnlySpan<float> maps, PixelSize size, IReadOnlyList<int[]> pairs)
    {
        var mirrored = new float[maps.Length];
        var places = Swapped(maps.Length / size.Area, pairs);
        for (var joint = 0; joint < places.Length; joint++)
            for (var row = 0; row < size.Height; row++)
            {
                var line = mirrored.AsSpan(joint * size.Area + row * size.Width, size.Width);
                maps.Slice(places[joint] * size.Area + row * size.Width, size.Width).CopyTo(line);
                line.Reverse();
            }
        return mirrored;
    }

    /// <summary>Moves every row one pixel to the right; the first pixel keeps its value. Aligns maps of a mirrored image, whose pixels lie off by one input stride.</summary>
    /// <param name="maps">[J, H, W], changed in place.</param>
    public static void ShiftRight(Span<float> maps, int width)
    {
        for (var row = 0; row < maps.Length; row += width)
            maps.Slice(row, width - 1).CopyTo(maps.Slice(row + 1, width - 1));
    }

    /// <summary>The mean of two predictions.</summary>
    public static float[] Mean(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var mean = new float[first.Length];
        for (var at = 0; at < mean.Length; at++)
            mean[at] = (first[at] + second[at]) * 0.5f;
        return mean;
    }

    private static int[] Swapped(int joints, IReadOnlyList<int[]> pairs)
    {
        var places = Enumerable.Range(0, joints).ToArray();
        foreach (var pair in pairs)
            (places[pair[0]], places[pair[1]]) = (places[pair[1]], places[pair[0]]);
        return places;
    }
}
