namespace MimRepro.Pipeline;

/// <summary>Tells what a failed write to the store means to the user. The numbers are errno values, or Windows' HRESULTs.</summary>
internal static class StoreFault
{
    private const int NotPermitted = 1, NoSuchFile = 2, WouldBlockOnLinux = 11, WouldBlockOnMac = 35, AccessDenied = 13, NoSpace = 28, ReadOnlyFileSystem = 30, OverQuota = 122;
    private const int SharingViolation = unchecked((int)0x80070020), DiskFull = unchecked((int)0x80070070), WriteProtected = unchecked((int)0x80070013);

    public static bool IsHeldByOther(IOException fault) => fault.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation;

    /// <summary>The exception to show for <paramref name="fault"/>, met while writing to <paramref name="store"/>.</summary>
    public static Exception Explain(Exception fault, string store) => fault switch
    {
        UnauthorizedAccessException => NotWritable(fault, store),
        DirectoryNotFoundException or FileNotFoundException => NotWritable(fault, store),
        IOException { HResult: ReadOnlyFileSystem or AccessDenied or NotPermitted or NoSuchFile or WriteProtected } => NotWritable(fault, store),
        IOException { HResult: NoSpace or OverQuota or DiskFull } => Full(fault, store),
        IOException => Broken(fault, store),
        _ => fault,
    };

    private static PipelineInputException NotWritable(Exception fault, string store) => new($"""
        The store cannot be written: {fault.Message}
          store: {store}
          It is on a read-only file system, belongs to another user, or its path leads nowhere.
          Give this user the right to write there, or choose another folder with --store.
        """, fault);

    private static StoreException Full(Exception fault, string store) => new($"""
        The store's disk is full: {fault.Message}
          store: {store}
          What was finished is whole and stays cached; the step at hand was not recorded.
          Make room on that disk and run the same command again.
        """, fault);

    private static StoreException Broken(Exception fault, string store) => new($"""
        The store could not be written: {fault.Message}
          store: {store}
          What was finished is whole and stays cached.
          Look at the disk, then run the same command again.
        """, fault);
}
