using System.IO.MemoryMappedFiles;

namespace MimRepro.Models.Checkpoints.Archives;

/// <summary>Bytes that can be read anywhere, by several threads at once.</summary>
internal abstract class ByteSource
{
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="into"/> from <paramref name="offset"/> on. The caller keeps the range inside <see cref="Length"/>.</summary>
    public abstract void Read(long offset, Span<byte> into);
}

internal sealed class MemoryBytes(byte[] bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override void Read(long offset, Span<byte> into) => bytes.AsSpan((int)offset, into.Length).CopyTo(into);
}

/// <summary>A part of another source.</summary>
internal sealed class SlicedBytes(ByteSource source, long begin, long length) : ByteSource
{
    public override long Length => length;

    public override void Read(long offset, Span<byte> into) => source.Read(begin + offset, into);
}

/// <summary>A file mapped into memory: opening costs nothing for what is never read, and a read is one copy.</summary>
internal sealed class MappedBytes : ByteSource, IDisposable
{
    private readonly MemoryMappedFile? map;
    private readonly MemoryMappedViewAccessor? view;

    public MappedBytes(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        Length = stream.Length;
        if (Length == 0)
        {
            stream.Dispose(); // nothing to map
            return;
        }
        map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
    }

    public override long Length { get; }

    public override void Read(long offset, Span<byte> into)
    {
        ObjectDisposedException.ThrowIf(view is { SafeMemoryMappedViewHandle.IsClosed: true }, this);
        if (offset < 0 || offset > Length - into.Length)
            throw new CheckpointFault($"{into.Length} bytes at {offset} lie outside of the file of {Length} bytes");
        if (!into.IsEmpty)
            view!.SafeMemoryMappedViewHandle.ReadSpan((ulong)(view.PointerOffset + offset), into);
    }

    public void Dispose()
    {
        view?.Dispose();
        map?.Dispose();
    }
}
