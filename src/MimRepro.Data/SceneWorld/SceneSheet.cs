using MimRepro.Data.Imaging;

namespace MimRepro.Data.SceneWorld;

/// <summary>Pictures of a rendered set for people: colour, depth, masks and joints side by side.</summary>
public static class SceneSheet
{
    private static readonly (byte Red, byte Green, byte Blue) Seen = (255, 240, 60), Unseen = (200, 60, 60);
    private static readonly (byte Red, byte Green, byte Blue)[] Paints = [(230, 75, 60), (60, 140, 230), (70, 190, 90), (240, 190, 50), (170, 90, 210), (60, 200, 200)];

    /// <summary>Colour images only, row by row.</summary>
    /// <param name="scale">Screen pixels a side for one image pixel.</param>
    /// <returns>A PNG file; the same bytes for the same input.</returns>
    public static byte[] Png(int rows, int columns, IEnumerable<SceneRender> renders, int scale)
    {
        var cells = renders.Select(render => (render.Image.Width, Planes: Planes(render.Image.Pixels))).ToArray();
        return ContactSheet.Png(rows, columns, [.. cells.Select(cell => cell.Planes)], RgbImage.Channels, cells[0].Width, scale);
    }

    /// <summary>One row an image: colour, depth (near is bright, sky black), masks with boxes, and the skeleton (hidden joints are dim).</summary>
    /// <returns>A PNG file; the same bytes for the same input.</returns>
    public static byte[] LabelledPng(IEnumerable<SceneRender> renders, int scale, int imagesInARow = 1)
    {
        var cells = new List<byte[]>();
        var size = 0;
        foreach (var render in renders)
        {
            size = render.Image.Width;
            cells.AddRange([Planes(render.Image.Pixels), Planes(DrawDepth(render)), Planes(DrawMasks(render)), Planes(DrawSkeleton(render))]);
        }
        var columns = 4 * imagesInARow;
        return ContactSheet.Png((cells.Count + columns - 1) / columns, columns, cells, RgbImage.Channels, size, scale);
    }

    private static byte[] Planes(byte[] interleaved)
    {
        var planes = new byte[interleaved.Length];
        var pixels = interleaved.Length / RgbImage.Channels;
        for (var i = 0; i < interleaved.Length; i++)
            planes[i % RgbImage.Channels * pixels + i / RgbImage.Channels] = interleaved[i];
        return planes;
    }

    private static byte[] DrawDepth(SceneRender render)
    {
        var nearest = render.Depth.Where(depth => depth > 0).DefaultIfEmpty(1).Min();
        var pixels = new byte[render.Image.Pixels.Length];
        for (var i = 0; i < render.Depth.Length; i++)
            pixels.AsSpan(3 * i, 3).Fill(render.Depth[i] > 0 ? (byte)(nearest / render.Depth[i] * 255) : (byte)0);
        return pixels;
    }

    private static byte[] DrawMasks(SceneRender render)
    {
        var pixels = Array.ConvertAll(render.Image.Pixels, value => (byte)(value / 3));
        for (var i = 0; i < render.Instances.Length; i++)
            if (render.Instances[i] is var instance and > 0)
                Set(pixels, i, Paints[(instance - 1) % Paints.Length]);
        foreach (var creature in render.Creatures)
            DrawBox(pixels, render.Image.Width, creature.Box);
        return pixels;
    }

    private static void DrawBox(byte[] pixels, int width, PixelBox box)
    {
        for (var y = box.Y; y < box.Y + box.Height; y++)
            for (var x = box.X; x < box.X + box.Width; x++)
                if (x == box.X || x == box.X + box.Width - 1 || y == box.Y || y == box.Y + box.Height - 1)
                    Set(pixels, y * width + x, (255, 255, 255));
    }

    private static byte[] DrawSkeleton(SceneRender render)
    {
        var pixels = Array.ConvertAll(render.Image.Pixels, value => (byte)(value / 2));
        foreach (var points in render.Creatures.Select(creature => creature.Keypoints))
        {
            foreach (var (from, to) in Keypoints.Bones)
                if (points[(int)from].Visibility != KeypointVisibility.Absent && points[(int)to].Visibility != KeypointVisibility.Absent)
                    DrawLine(pixels, render.Image.Width, points[(int)from], points[(int)to]);
            foreach (var point in points)
                if (point.Visibility != KeypointVisibility.Absent)
                    DrawDot(pixels, render.Image.Width, point);
        }
        return pixels;
    }

    private static void DrawDot(byte[] pixels, int size, ImageKeypoint point)
    {
        var reach = size / 64;
        for (var y = Math.Max(0, (int)point.Y - reach); y <= Math.Min(size - 1, (int)point.Y + reach); y++)
            for (var x = Math.Max(0, (int)point.X - reach); x <= Math.Min(size - 1, (int)point.X + reach); x++)
                Set(pixels, y * size + x, point.Visibility == KeypointVisibility.Visible ? Seen : Unseen);
    }

    private static void DrawLine(byte[] pixels, int width, ImageKeypoint from, ImageKeypoint to)
    {
        var steps = (int)Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)) + 1;
        for (var i = 0; i <= steps; i++)
            Set(pixels, (int)(from.Y + (to.Y - from.Y) * i / steps) * width + (int)(from.X + (to.X - from.X) * i / steps), (90, 220, 120));
    }

    private static void Set(byte[] pixels, int pixel, (byte Red, byte Green, byte Blue) colour) =>
        (pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2]) = colour;
}
