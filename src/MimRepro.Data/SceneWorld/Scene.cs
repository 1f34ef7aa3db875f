namespace MimRepro.Data.SceneWorld;

/// <summary>A pinhole camera with square pixels; X right, Y down, Z into the picture.</summary>
/// <param name="Pose">In world coordinates.</param>
/// <param name="FieldOfView">From the upper to the lower edge, in radians.</param>
public readonly record struct Camera(Pose Pose, double FieldOfView)
{
    /// <param name="roll">To the right, in radians.</param>
    public static Camera LookingAt(Vec3 from, Vec3 target, double roll, double fieldOfView)
    {
        var forward = (target - from).Normalised();
        var right = Vec3.Cross(forward, Vec3.UnitZ).Normalised();
        var level = new Pose(from, right, Vec3.Cross(forward, right), forward).Yawed(roll);
        return new(level, fieldOfView);
    }

    /// <summary>Metres that a pixel covers at a depth of one metre, in an image <paramref name="size"/> pixels high.</summary>
    public double PixelSize(int size) => 2 * Trigonometry.Tan(FieldOfView / 2) / size;
}

/// <summary>Light from one far source and from all around.</summary>
/// <param name="ToSource">World direction, length 1.</param>
/// <param name="Direct">Red, green and blue of the source; 1 leaves a surface's colour as it is.</param>
/// <param name="Above">Light from above.</param>
/// <param name="Below">Light thrown back from below.</param>
public readonly record struct Light(Vec3 ToSource, Vec3 Direct, Vec3 Above, Vec3 Below);

/// <summary>Where no surface is in sight. <paramref name="Haze"/> is the depth in metres at which the horizon swallows everything.</summary>
public readonly record struct Sky(Vec3 Zenith, Vec3 Horizon, double Clouds, uint Key, double Haze);

/// <summary>Floor or wall: the plane X, Y of a frame whose Z points to the side that is seen.</summary>
public readonly record struct Wall(Pose Pose, int Surface);

/// <summary>Solids that move as one.</summary>
/// <param name="Actor">The creature's place in <see cref="Scene.Actors"/>, or −1 for furniture.</param>
public sealed record SolidGroup(Shape[] Shapes, int Actor);

/// <summary>One creature in the scene.</summary>
/// <param name="Identity">Names the individual; the same in all frames of a clip and nowhere else.</param>
/// <param name="Variant">Which of its plan's variants it is.</param>
/// <param name="Joints">In world coordinates, one for each <see cref="Keypoint"/>.</param>
public sealed record SceneActor(string Identity, BodyPlan Plan, int Variant, Joint?[] Joints);

/// <summary>Everything a picture shows, in world coordinates and metres, Z up.</summary>
/// <param name="Sky">Null in a closed room.</param>
/// <param name="Gain">Red, green and blue of the camera's white balance and exposure.</param>
/// <param name="Grain">Standard half-width of the camera's noise, 0 … 1.</param>
public sealed record Scene(Camera Camera, Light Light, Sky? Sky, Wall[] Walls, SolidGroup[] Groups, SceneActor[] Actors, Surface[] Surfaces,
    Vec3 Gain, double Grain, uint Key);
