namespace MimRepro.Data.Imaging;

/// <summary>An upright box in a picture, in pixels; pixel (0, 0) reaches from 0 to 1. A box that is not a number stands for no box.</summary>
public readonly record struct BoundingBox(double Left, double Top, double Width, double Height)
{
    public static readonly BoundingBox None = new(double.NaN, double.NaN, double.NaN, double.NaN);

    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double Area => Width * Height;

    public double CenterX => Left + Width / 2;

    public double CenterY => Top + Height / 2;

    /// <summary>Whether any of the four numbers is not a number.</summary>
    public bool IsNone => double.IsNaN(Left) || double.IsNaN(Top) || double.IsNaN(Width) || double.IsNaN(Height);

    /// <summary>The part inside a picture; null where there is none.</summary>
    public BoundingBox? Inside(double pictureWidth, double pictureHeight)
    {
        var (left, top) = (Math.Max(Left, 0), Math.Max(Top, 0));
        var (width, height) = (Math.Min(Right, pictureWidth) - left, Math.Min(Bottom, pictureHeight) - top);
        return width > 0 && height > 0 ? new(left, top, width, height) : null;
    }

    public static BoundingBox FromCenter(double centerX, double centerY, double width, double height) =>
        new(centerX - width / 2, centerY - height / 2, width, height);
}
