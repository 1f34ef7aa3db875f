namespace MimRepro.Tasks.Pose;

/// <summary>The trivial baseline: every joint where it lies on average in its box.</summary>
/// <param name="Places">[J], as shares of the box's width and height.</param>
public sealed record MeanPose(PixelPoint[] Places)
{
    /// <summary>Means over labelled joints; a joint that is never labelled lies in the middle.</summary>
    public static MeanPose Of(IReadOnlyList<PosePerson> people, int joints) => new([.. Enumerable.Range(0, joints).Select(joint =>
    {
        var labelled = people.Where(person => person.Joints[joint].Score > 0).ToArray();
        return labelled.Length == 0 ? new PixelPoint(0.5, 0.5) : new(
            labelled.Average(person => (person.Joints[joint].X - person.Box.X) / person.Box.Width),
            labelled.Average(person => (person.Joints[joint].Y - person.Box.Y) / person.Box.Height));
    })]);

    /// <summary>The pose in a person's box, every joint with a score of 1.</summary>
    public Joint[] In(PosePerson person) =>
        Array.ConvertAll(Places, place => new Joint(person.Box.X + place.X * person.Box.Width, person.Box.Y + place.Y * person.Box.Height, 1));
}
