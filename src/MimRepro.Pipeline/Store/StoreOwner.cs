using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Who writes a store: the content of its lock file.</summary>
internal sealed record StoreOwner(int Process, string Host, DateTimeOffset Started)
{
    private const int MaximumLength = 4096;

    /// <summary>Tells two owners apart whatever their process ids; null in files of earlier versions.</summary>
    public string? Id { get; init; }
    /// <summary>When the owner last said that it lives.</summary>
    public DateTimeOffset? Heartbeat { get; init; }
    /// <summary>When the process started: a process id is soon given to another.</summary>
    public DateTimeOffset? ProcessStarted { get; init; }

    public static StoreOwner Self()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new StoreOwner(Environment.ProcessId, Environment.MachineName, now)
        {
            Id = Guid.NewGuid().ToString("N"),
            Heartbeat = now,
            ProcessStarted = StartOf(Environment.ProcessId),
        };
    }

    public bool IsOnThisHost => Host == Environment.MachineName;

    /// <summary>Whether the process lives. Only its own host can know.</summary>
    public bool IsAlive => StartOf(Process) is { } started
        && (ProcessStarted is not { } recorded || (started - recorded).Duration() < TimeSpan.FromMinutes(1));

    /// <summary>Whether the last sign of life is older than <paramref name="lease"/>.</summary>
    public bool IsOlderThan(TimeSpan lease, DateTimeOffset now) => now - (Heartbeat ?? Started) > lease;

    public bool IsSameSignAs(StoreOwner? other) => other is not null && other.Id == Id && other.Heartbeat == Heartbeat && other.Started == Started && other.Process == Process;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Default.StoreOwner);

    /// <summary>Who wrote the lock file, or null if there is none that can be read.</summary>
    public static StoreOwner? Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.Length is > 0 and < MaximumLength ? JsonSerializer.Deserialize(file, StoreJson.Default.StoreOwner) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Host}, since {Started.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");

    private static DateTimeOffset? StartOf(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.HasExited ? null : new DateTimeOffset(process.StartTime.ToUniversalTime());
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
