namespace MimRepro.Data.Depth;

/// <summary>Colours as hue, saturation and value in bytes, as OpenCV counts them: hue in steps of 2 degrees, 0 … 179.</summary>
/// <remarks>OpenCV, "Color conversions", RGB and HSV of 8-bit images. Ours computes in double precision, where OpenCV has fixed-point tables.</remarks>
internal static class HueSaturationValue
{
    public const int Hues = 180;

    public static (byte Hue, byte Saturation, byte Value) Of(byte red, byte green, byte blue)
    {
        var value = Math.Max(red, Math.Max(green, blue));
        var spread = value - Math.Min(red, Math.Min(green, blue));
        if (spread == 0)
            return (0, 0, value);
        var degrees = value == red ? 60.0 * (green - blue) / spread
            : value == green ? 120 + 60.0 * (blue - red) / spread
            : 240 + 60.0 * (red - green) / spread;
        var hue = (int)Math.Round((degrees < 0 ? degrees + 360 : degrees) / 2);
        return ((byte)(hue == Hues ? 0 : hue), (byte)Math.Round(255.0 * spread / value), value);
    }

    public static (byte Red, byte Green, byte Blue) ToRgb(byte hue, byte saturation, byte value)
    {
        var sector = hue / 30.0;
        var (whole, part, share) = ((int)sector, sector - Math.Floor(sector), saturation / 255.0);
        var (low, falling, rising) = (Byte(value * (1 - share)), Byte(value * (1 - share * part)), Byte(value * (1 - share * (1 - part))));
        return whole switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => (value, low, falling),
        };
    }

    private static byte Byte(double value) => (byte)Math.Round(value);
}
