namespace MimRepro.Data.SceneWorld;

/// <summary>Noise from hashed whole-numbered places: the same on every machine.</summary>
internal static class LatticeNoise
{
    /// <summary>0 … 1 for one place of the lattice.</summary>
    public static double Value(int x, int y, int z, uint key)
    {
        var hash = (uint)x * 0x8DA6B343u ^ (uint)y * 0xD8163841u ^ (uint)z * 0xCB1AB31Fu ^ key * 0x9E3779B9u;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        hash = (hash ^ (hash >> 12)) * 0x297A2D39u;
        return (hash ^ (hash >> 15)) * (1.0 / uint.MaxValue);
    }

    /// <summary>0 … 1, smooth between the places of the lattice.</summary>
    public static double Smooth(double x, double y, double z, uint key)
    {
        double floorX = Math.Floor(x), floorY = Math.Floor(y), floorZ = Math.Floor(z);
        int cellX = (int)floorX, cellY = (int)floorY, cellZ = (int)floorZ;
        double tx = Ease(x - floorX), ty = Ease(y - floorY), tz = Ease(z - floorZ);
        var near = Square(cellX, cellY, cellZ, tx, ty, key);
        return tz == 0 ? near : near + tz * (Square(cellX, cellY, cellZ + 1, tx, ty, key) - near);
    }

    private static double Square(int x, int y, int z, double tx, double ty, uint key)
    {
        double a = Value(x, y, z, key), b = Value(x + 1, y, z, key), c = Value(x, y + 1, z, key), d = Value(x + 1, y + 1, z, key);
        double lower = a + tx * (b - a), upper = c + tx * (d - c);
        return lower + ty * (upper - lower);
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);
}
