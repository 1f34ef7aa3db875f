using System.Buffers.Binary;
using System.Text;
using MimRepro.Models.Checkpoints.Archives;

namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>A pickle read from front to back; a length is believed only when that many bytes are left.</summary>
internal sealed class PickleInput(ByteSource source, long begin)
{
    private const int WindowBytes = 1 << 14, LongestLine = 1 << 16;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly byte[] window = new byte[WindowBytes];
    private long windowBegin = begin;
    private int windowLength;

    public long Position { get; private set; } = begin;

    public long Left => source.Length - Position;

    public byte ReadByte()
    {
        long at = Position - windowBegin;
        if (at >= windowLength)
        {
            Fill();
            at = 0;
        }
        Position++;
        return window[at];
    }

    public byte[] ReadBytes(ulong count)
    {
        if (count > (ulong)Left || count > (ulong)Array.MaxLength)
            throw new CheckpointFault($"the pickle claims {count} bytes where {Left} are left");
        var bytes = new byte[count];
        if (Position >= windowBegin && Position + bytes.Length <= windowBegin + windowLength)
            window.AsSpan((int)(Position - windowBegin), bytes.Length).CopyTo(bytes);
        else
            source.Read(Position, bytes);
        Position += bytes.Length;
        return bytes;
    }

    public string ReadText(ulong bytes) => Text(ReadBytes(bytes));

    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new CheckpointFault("a string of the pickle is not UTF-8");
        }
    }

    /// <summary>Up to a line feed, which is taken but not returned.</summary>
    public byte[] ReadLine()
    {
        var line = new List<byte>();
        for (byte next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (line.Count == LongestLine)
                throw new CheckpointFault($"a line of the pickle is longer than {LongestLine} bytes");
            line.Add(next);
        }
        return [.. line];
    }

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadFew(stackalloc byte[2]));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadFew(stackalloc byte[4]));

    public uint ReadUInt32() => (uint)ReadInt32();

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadFew(stackalloc byte[8]));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(ReadFew(stackalloc byte[8]));

    private Span<byte> ReadFew(Span<byte> into)
    {
        for (int i = 0; i < into.Length; i++)
            into[i] = ReadByte();
        return into;
    }

    /// <summary>What follows belongs to one frame; only its length is checked.</summary>
    public void ReadFrame()
    {
        ulong length = ReadUInt64();
        if (length > (ulong)Left)
            throw new CheckpointFault($"a frame of the pickle claims {length} bytes where {Left} are left");
    }

    private void Fill()
    {
        if (Left <= 0)
            throw new CheckpointFault("the pickle ends before its STOP");
        windowBegin = Position;
        windowLength = (int)Math.Min(WindowBytes, Left);
        source.Read(windowBegin, window.AsSpan(0, windowLength));
    }
}
