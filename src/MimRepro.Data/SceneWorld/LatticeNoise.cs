namespace MimRepro.Data.SceneWorld;

/// <summary>Noise from hashed whole-numbered places: the same on every machine.</summary>
internal static class LatticeNoise
{
    private const uint StepX = 0x8DA6B343, StepY = 0xD8163841, StepZ = 0xCB1AB31F, StepKey = 0x9E3779B9;

    /// <summary>0 … 1 for one place of the lattice.</summary>
    public static double Value(int x, int y, int z, uint key) => Mixed((uint)x * StepX ^ (uint)y * StepY ^ (uint)z * StepZ ^ key * StepKey);

    /// <summary>0 … 1, smooth between the places of the lattice.</summary>
    public static double Smooth(double x, double y, double z, uint key)
    {
        double floorX = Math.Floor(x), floorY = Math.Floor(y), floorZ = Math.Floor(z);
        double tx = Ease(x - floorX), ty = Ease(y - floorY), tz = Ease(z - floorZ);
        uint left = (uint)(int)floorX * StepX, low = (uint)(int)floorY * StepY, near = (uint)(int)floorZ * StepZ, mark = key * StepKey;
        var front = Square(left, low, near ^ mark, tx, ty);
        return tz == 0 ? front : front + tz * (Square(left, low, (near + StepZ) ^ mark, tx, ty) - front);
    }

    private static double Square(uint left, uint low, uint rest, double tx, double ty)
    {
        uint right = left + StepX, high = low + StepY;
        double a = Mixed(left ^ low ^ rest), b = Mixed(right ^ low ^ rest), c = Mixed(left ^ high ^ rest), d = Mixed(right ^ high ^ rest);
        double lower = a + tx * (b - a), upper = c + tx * (d - c);
        return lower + ty * (upper - lower);
    }

    private static double Mixed(uint hash)
    {
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        hash = (hash ^ (hash >> 12)) * 0x297A2D39u;
        return (int)((hash ^ (hash >> 15)) >> 8) * (1.0 / (1 << 24));
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);
}
