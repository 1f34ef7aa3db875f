using System.Collections.Frozen;

namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>Which classes and functions a pickle may name, and which it may call. Naming or calling one never does anything here.</summary>
/// <remarks>
/// Three rules. What <see cref="PickleCalls"/> rebuilds, and harmless classes of the standard library, are known. Anything else of the standard
/// library is refused at sight: no checkpoint needs it, every attack does. A class of another package becomes inert data, but a function
/// of another package, and a module of torch.nn, would have to run to mean anything, so calling one is refused.
/// </remarks>
internal static class PickleGlobals
{
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "argparse.Namespace", "types.SimpleNamespace", "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "collections.deque",
        "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "datetime.timezone", "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "uuid.SafeUUID",
        "pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePath", "pathlib.PurePosixPath", "pathlib.PureWindowsPath",
        "pathlib._local.Path", "pathlib._local.PosixPath", "pathlib._local.WindowsPath", "pathlib._local.PurePosixPath", "pathlib._local.PureWindowsPath",
        "_codecs.encode", "copyreg._reconstructor", "copyreg.__newobj__", "copyreg.__newobj_ex__",
        "builtins.set", "builtins.frozenset", "builtins.list", "builtins.tuple", "builtins.dict", "builtins.bytearray", "builtins.bytes", "builtins.str",
        "builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "builtins.object", "builtins.slice", "builtins.range",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> StandardLibrary = """
        abc aifc anydbm antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb
        chunk cmath cmd code codecs codeop collections colorsys commands compileall compression concurrent configparser contextlib contextvars cookielib copy copy_reg copyreg
        cPickle crypt cStringIO csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest dummy_thread email encodings ensurepip enum errno exceptions
        faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
        html http httplib idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap
        marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os os2
        ossaudiodev pathlib pdb pickle pickletools pip pipes pkgutil pkg_resources platform plistlib poplib popen2 posix posixpath pprint profile pstats pty pwd py_compile pyclbr
        pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors setuptools shelve shlex shutil signal
        site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct
        subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this thread threading time timeit tkinter
        token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib urllib2 uu uuid venv warnings wave
        weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc xmlrpclib zipapp zipfile zipimport zlib zoneinfo __builtin__ __builtins__ __future__
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    // Wherever they stand in a module's path: packages keep copies and wrappers of these.
    private static readonly FrozenSet<string> NeverWithin =
        new[] { "os", "posix", "nt", "sys", "subprocess", "builtins", "__builtin__", "importlib", "ctypes", "runpy", "pty", "commands" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A name as data. Python 2's names of modules become Python 3's, numpy 2's become numpy 1's.</summary>
    /// <exception cref="CheckpointFault">No checkpoint needs it.</exception>
    public static PythonGlobal Resolve(string module, string name)
    {
        PythonGlobal global = Current(module, name);
        if (Harmless.Contains(global.FullName))
            return global;
        string[] path = global.Module.Split('.');
        bool ours = path[0] == "__main__" || (!StandardLibrary.Contains(path[0]) && !path[0].StartsWith('_'));
        if (!ours || path.Any(NeverWithin.Contains) || !path.All(IsIdentifier) || !name.Split('.').All(IsIdentifier) || (name.Contains('.') && !name.Split('.').All(LooksLikeClass)))
            throw Refused(global, "names", "Only an attack, or an object that is no data, needs that.");
        return global;
    }

    private static PythonGlobal Current(string module, string name) => (module, name) switch
    {
        ("__builtin__", "xrange") => new("builtins", "range"),
        ("__builtin__", "unicode" or "basestring") => new("builtins", "str"),
        ("__builtin__", "long") => new("builtins", "int"),
        ("__builtin__", _) => new("builtins", name),
        ("copy_reg", _) => new("copyreg", name),
        _ when module == "numpy._core" || module.StartsWith("numpy._core.", StringComparison.Ordinal) => new("numpy.core" + module["numpy._core".Length..], name),
        _ => new(module, name),
    };

    /// <summary>Whether instances of it may be kept as inert data.</summary>
    /// <exception cref="CheckpointFault">It may not.</exception>
    public static void CheckInert(PythonGlobal called)
    {
        if (called.Module.StartsWith("torch.nn.", StringComparison.Ordinal))
            throw WholeModule(called.FullName);
        if (!Harmless.Contains(called.FullName) && !LooksLikeClass(called.Name.Split('.')[^1]))
            throw Refused(called, "calls", "A function has to run to mean anything, and nothing of a checkpoint is ever run.");
    }

    public static CheckpointFault WholeModule(string className) => new($"the file holds a whole module of class {CheckpointFault.Shown(className)}, not its state dict")
    {
        Cause = "torch.save(model) needs the code of the class, which no file of weights has.",
        Cure = "Save model.state_dict() instead.",
    };

    private static CheckpointFault Refused(PythonGlobal global, string verb, string cause) =>
        new($"the pickle {verb} {CheckpointFault.Shown(global.FullName)}, which no checkpoint needs")
        {
            Cause = cause,
            Cure = "Do not trust the file. If it is yours, save the state dict alone.",
        };

    private static bool IsIdentifier(string part) =>
        part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(letter => char.IsLetterOrDigit(letter) || letter == '_' || letter == '-');

    private static bool LooksLikeClass(string name) => name.TrimStart('_') is [var first, ..] && char.IsUpper(first);
}
