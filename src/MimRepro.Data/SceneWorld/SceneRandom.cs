namespace MimRepro.Data.SceneWorld;

/// <summary>The draws that scenes are made of.</summary>
internal static class SceneRandom
{
    public static double Between(this SeededRandom random, double min, double max) => min + (max - min) * random.NextDouble();

    /// <summary>A whole number; both ends can come out.</summary>
    public static int Whole(this SeededRandom random, int min, int max) => min + random.Next(max - min + 1);

    public static bool Chance(this SeededRandom random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this SeededRandom random, ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    public static double Angle(this SeededRandom random) => random.Between(-Math.PI, Math.PI);
}
