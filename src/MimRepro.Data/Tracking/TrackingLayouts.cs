using System.Globalization;
using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tracking;

/// <summary>A split before its sequences are read.</summary>
/// <param name="Sequences">Each reads one; null where it is not usable.</param>
/// <param name="Faults">Of the split's own lists and folders.</param>
internal sealed record TrackingSplit(IReadOnlyList<Func<(ITrackingSequence? Sequence, IReadOnlyList<string> Faults)>> Sequences, IReadOnlyList<string> Faults);

/// <summary>Where each data set keeps what. Null where it has no such split.</summary>
internal static class TrackingLayouts
{
    private const string Train = "train", Validation = "val", Test = "test";
    private const int MostVisible = 8; // cover.label: 8 is all of the object
    private const int TrackingNetParts = 12;

    /// <summary><c>SPLIT/list.txt</c>, <c>SPLIT/NAME/00000001.jpg</c> …, <c>groundtruth.txt</c>; but for the test split <c>absence.label</c>, <c>cover.label</c>, <c>meta_info.ini</c>.</summary>
    public static TrackingSplit? Got10k(string root, string split)
    {
        if (split is not (Train or Validation or Test))
            return null;
        var folder = Path.Combine(root, split);
        return Listed(root, Path.Combine(folder, "list.txt"), name => Path.Combine(folder, name), (name, path) => Got10k(root, name, path, firstBoxOnly: split == Test));
    }

    /// <summary><c>CLASS/CLASS-N/img/00000001.jpg</c> …, <c>groundtruth.txt</c>, <c>full_occlusion.txt</c>, <c>out_of_view.txt</c>; the first pixel is 1.</summary>
    public static TrackingSplit? Lasot(string root, string split) => split is not (Train or Test) ? null
        : Listed(root, Path.Combine(root, split == Train ? "training_set.txt" : "testing_set.txt"),
            name => Path.Combine(root, name.LastIndexOf('-') is > 0 and var end ? name[..end] : name, name), (name, path) => Lasot(root, name, path));

    /// <summary><c>TRAIN_0 … TRAIN_11</c> or <c>TEST</c>: <c>anno/NAME.txt</c>, <c>frames/NAME/0.jpg</c> ….</summary>
    public static TrackingSplit? TrackingNet(string root, string split)
    {
        if (split is not (Train or Test))
            return null;
        var notes = new AnnotationFile(root);
        var sequences = new List<Func<(ITrackingSequence?, IReadOnlyList<string>)>>();
        foreach (var part in split == Test ? ["TEST"] : Enumerable.Range(0, TrackingNetParts).Select(part => $"TRAIN_{part}"))
        {
            var annotations = Path.Combine(root, part, "anno");
            if (!Directory.Exists(annotations))
                notes.Note(annotations, "expected a folder of annotations, got none");
            else
                sequences.AddRange(Directory.EnumerateFiles(annotations, "*.txt").Order(StringComparer.Ordinal)
                    .Select<string, Func<(ITrackingSequence?, IReadOnlyList<string>)>>(path => () => TrackingNet(root, part, path, firstBoxOnly: split == Test)));
        }
        return new(sequences, notes.Faults);
    }

    // A list of names, one a line; a name must not lead out of its folder.
    private static TrackingSplit Listed(string root, string list, Func<string, string> folderOf, Func<string, string, (ITrackingSequence?, IReadOnlyList<string>)> read)
    {
        var notes = new AnnotationFile(root);
        var (sequences, seen) = (new List<Func<(ITrackingSequence?, IReadOnlyList<string>)>>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (text, index) in (notes.Lines(list) ?? []).Select((line, index) => (line.Trim(), index)))
        {
            if (text.Length is 0 or > 255 || text is "." or ".." || text.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || text.Any(char.IsControl))
                notes.Note(list, $"line {index + 1}", $"expected the name of a sequence, got '{(text.Length > 60 ? text[..60] + "…" : text)}'");
            else if (!seen.Add(text))
                notes.Note(list, $"line {index + 1}", $"expected each sequence once, got {text} again");
            else
                sequences.Add(() => read(text, folderOf(text)));
        }
        return new(sequences, notes.Faults);
    }

    private static (ITrackingSequence?, IReadOnlyList<string>) Got10k(string root, string name, string path, bool firstBoxOnly)
    {
        var notes = new AnnotationFile(root);
        var frames = new FrameFolder(path, First: 1, Digits: 8);
        var count = Frames(notes, frames);
        var boxes = Boxes(notes, Path.Combine(path, "groundtruth.txt"), 0, firstBoxOnly ? 1 : count);
        if (firstBoxOnly)
            return (count is { } frameCount && boxes is not null ? new AnnotatedFrames(name, frames, frameCount, null, boxes, null, null) : null, notes.Faults);

        var cover = OneEach(notes, Path.Combine(path, "cover.label"), file => notes.Labels(file, MostVisible), count);
        var absence = OneEach(notes, Path.Combine(path, "absence.label"), file => notes.Labels(file, 1), count);
        var speed = Speed(notes, Path.Combine(path, "meta_info.ini"));
        return (count is { } all && boxes is not null && cover is not null && absence is not null && speed is not null
            ? new AnnotatedFrames(name, frames, all, speed, boxes, [.. cover.Select(share => share > 0)], [.. absence.Select(flag => flag == 1)]) : null, notes.Faults);
    }

    private static (ITrackingSequence?, IReadOnlyList<string>) Lasot(string root, string name, string path)
    {
        var notes = new AnnotationFile(root);
        var frames = new FrameFolder(Path.Combine(path, "img"), First: 1, Digits: 8);
        var count = Frames(notes, frames);
        var boxes = Boxes(notes, Path.Combine(path, "groundtruth.txt"), 1, count);
        var hidden = OneEach(notes, Path.Combine(path, "full_occlusion.txt"), notes.Flags, count);
        var gone = OneEach(notes, Path.Combine(path, "out_of_view.txt"), notes.Flags, count);
        return (count is { } all && boxes is not null && hidden is not null && gone is not null
            ? new AnnotatedFrames(name, frames, all, null, boxes, [.. hidden.Zip(gone, (first, second) => !first && !second)], null) : null, notes.Faults);
    }

    private static (ITrackingSequence?, IReadOnlyList<string>) TrackingNet(string root, string part, string truth, bool firstBoxOnly)
    {
        var notes = new AnnotationFile(root);
        var name = Path.GetFileNameWithoutExtension(truth);
        var frames = new FrameFolder(Path.Combine(root, part, "frames", name), First: 0, Digits: 1);
        var count = Frames(notes, frames);
        var boxes = Boxes(notes, truth, 0, firstBoxOnly ? 1 : count);
        return (count is { } all && boxes is not null ? new AnnotatedFrames(name, frames, all, null, boxes, null, null) : null, notes.Faults);
    }

    private static int? Frames(AnnotationFile notes, FrameFolder frames)
    {
        var (count, fault) = frames.CountFrames();
        if (fault is null)
            return count;
        notes.Note(frames.Path, fault);
        return null;
    }

    // As many boxes as expected, and a first one that a tracker can start from.
    private static BoundingBox[]? Boxes(AnnotationFile notes, string truth, int origin, int? expected)
    {
        var before = notes.Faults.Count;
        if (OneEach(notes, truth, file => notes.Boxes(file, origin), expected) is not { } boxes)
            return null;
        if (boxes is [{ Width: > 0, Height: > 0 }, ..])
            return boxes;
        if (notes.Faults.Count == before)
            notes.Note(truth, "line 1", "expected a box with an area to start from, got none");
        return null;
    }

    /// <param name="count">Null where the frames are at fault: then any length is taken, so that a file is not blamed for them.</param>
    private static T[]? OneEach<T>(AnnotationFile notes, string path, Func<string, T[]?> read, int? count) =>
        read(path) is { } values && (count is not { } expected || notes.HasLength(path, values.Length, expected)) ? values : null;

    private static double? Speed(AnnotationFile notes, string path)
    {
        const string Unit = "Hz";
        if (notes.Value(path, "anno_fps") is not { } text)
            return null;
        if (text.EndsWith(Unit, StringComparison.Ordinal) && double.TryParse(text.AsSpan(0, text.Length - Unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1000)
            return speed;
        notes.Note(path, $"expected anno_fps: a number above 0 and {Unit}, got '{(text.Length > 60 ? text[..60] + "…" : text)}'");
        return null;
    }
}
