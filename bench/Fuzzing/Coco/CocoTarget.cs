using MimRepro.Data;
using MimRepro.Data.Coco;

namespace MimRepro.Bench.Fuzzing.Coco;

/// <summary>Reads a file as annotations, or as detections where it begins like them; every other size tolerates bad records.</summary>
internal static class CocoTarget
{
    /// <returns>0: all that is kept lies on the managed heap.</returns>
    /// <exception cref="DataFormatException">The documented answer to a bad file.</exception>
    public static long Read(string path)
    {
        var options = new CocoReadOptions { ToleratedBadRecords = new FileInfo(path).Length % 2 == 0 ? int.MaxValue : 0 };
        using var file = File.OpenRead(path);
        var first = file.ReadByte();
        file.Dispose();
        if (first == '[')
            CocoResults.Read(path, options: options);
        else
            CocoFile.Read(path, options);
        return 0;
    }
}
