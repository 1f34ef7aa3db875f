using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MimRepro.Results.Database;

/// <summary>What SQLite says, in words that tell the user what to do.</summary>
internal static class DatabaseErrors
{
    private const string Rebuild =
        "Run ./build.sh RebuildResults: results are restored from the rest of the store, nothing is trained again.";

    public static ResultsException Explain(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => Make(ResultsFailure.NotADatabase, "Results database is not an SQLite file.", path,
            "Another program wrote to this path, or the file is damaged.", Rebuild, e),
        raw.SQLITE_CORRUPT => Make(ResultsFailure.Damaged, "Results database is damaged.", path,
            $"SQLite says: {e.Message}", Rebuild, e),
        raw.SQLITE_FULL => Make(ResultsFailure.DiskFull, "No space is left for the results database.", path,
            "The last call was rolled back; what was recorded before is intact.",
            "Free space on that disk and run the command again: finished steps are not repeated.", e),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Make(ResultsFailure.Busy, "Results database is locked by another process.", path,
            "Another build, or a tool with an open write transaction, uses the same store.",
            "Wait for it or close it, or choose another store with --store.", e),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => Unwritable(path, e),
        _ => Make(ResultsFailure.Other, "Results database cannot be used.", path,
            $"SQLite says: {e.Message}", "Check the disk; if the file stays unusable, move it aside and run the command again.", e),
    };

    public static ResultsException Unwritable(string path, Exception inner) => Make(ResultsFailure.Unwritable,
        "Results database cannot be opened or written.", path,
        "The folder is read-only, belongs to another user, or the path is a folder.",
        "Give yourself write permission there, or choose another store with --store.", inner);

    public static ResultsException Missing(string path) => Make(ResultsFailure.Missing,
        "There are no results yet: the results database is missing.", path,
        "Nothing has been run in this store, or --store names another one.", "Run ./build.sh first, or correct --store.");

    public static ResultsException NotOurs(string path, long tables) => Make(ResultsFailure.NotOurs,
        "SQLite file is not a results database of MimRepro.", path,
        $"It holds {tables} tables or views of another program; nothing was changed in it.",
        "Choose another store with --store, or move the file aside.");

    public static ResultsException NewerVersion(string path, long got, int known) => Make(ResultsFailure.NewerVersion,
        "Results database was written by a newer MimRepro.", path,
        $"got:      schema version {got}\n  expected: at most {known}",
        "Update this checkout, or choose another store with --store. Nothing was changed in the file.");

    public static ResultsException OlderVersion(string path, long got, int known) => Make(ResultsFailure.OlderVersion,
        "Results database was written by an older MimRepro and is opened read-only here.", path,
        $"got:      schema version {got}\n  expected: {known}",
        "Run ./build.sh Report once in that store: opening it for writing brings it up to date.");

    private static ResultsException Make(ResultsFailure failure, string what, string path, string cause, string cure, Exception? inner = null) =>
        new(failure, $"{what}\n  file:     {path}\n  {cause}\n  {cure}", inner);
}
