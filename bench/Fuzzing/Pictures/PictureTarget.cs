using MimRepro.Data;
using MimRepro.Data.Imaging;

namespace MimRepro.Bench.Fuzzing.Pictures;

/// <summary>Reads a file as a picture: one half of them whole, the other as a square.</summary>
internal static class PictureTarget
{
    /// <returns>0: what is decoded lies on the managed heap.</returns>
    /// <exception cref="DataFormatException">The documented answer to a bad file.</exception>
    public static long Read(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        if (content.Length % 2 == 0)
            ImageFile.Read(content, path);
        else
            ImageFile.Square(content, path, side: 32, cropFraction: 0.875);
        return 0;
    }
}
