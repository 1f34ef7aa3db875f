using System.Text;

namespace MimRepro.Bench.Fuzzing;

/// <summary>Edits that keep much of a pickle alive: operations for operations, whole snippets, numbers.</summary>
internal static class PickleMutations
{
    public const string Marker = "FUZZ_MARKER";

    private static readonly byte[] Operations =
    [
        .. "(.012FIJKLMNPQRSTUVXabcdeghijlopqrstu)]}BCG"u8, 0x80, 0x81, 0x82, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b,
        0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98,
    ];

    private static readonly string[] Names =
    [
        "os\nsystem\n", "posix\nsystem\n", "builtins\neval\n", "__builtin__\nexec\n", "subprocess\nPopen\n", "torch.hub\nload\n", "a.b\nC\n", "collections\nOrderedDict\n",
        "collections\ndefaultdict\n", "collections\nCounter\n", "collections\ndeque\n", "builtins\nset\n", "builtins\nfrozenset\n", "builtins\ntuple\n", "builtins\nbytearray\n", "builtins\ncomplex\n", "_codecs\nencode\n",
        "copyreg\n_reconstructor\n", "copyreg\n__newobj_ex__\n", "torch._utils\n_rebuild_tensor_v2\n", "torch._utils\n_rebuild_tensor_v3\n", "torch._utils\n_rebuild_parameter\n", "torch._utils\n_rebuild_qtensor\n",
        "torch._tensor\n_rebuild_from_type_v2\n", "torch\nSize\n", "torch\nfloat8_e4m3fn\n", "torch\nFloatStorage\n", "torch.storage\nUntypedStorage\n", "torch.nn.modules.linear\nLinear\n",
        "numpy\ndtype\n", "numpy\nndarray\n", "numpy.core.multiarray\nscalar\n", "numpy.core.multiarray\n_reconstruct\n", "numpy._core.numeric\n_frombuffer\n", "yacs.config\nCfgNode\n", "argparse\nNamespace\n",
    ];

    public static byte[] Any(Random random, byte[] pickle, byte[] other) => random.Next(6) switch
    {
        0 or 1 => SwapOperation(random, pickle),
        2 => Insert(random, pickle, Snippet(random)),
        3 => ByteMutations.SetNumber(random, pickle),
        4 => ByteMutations.Splice(random, pickle, other),
        _ => ByteMutations.Any(random, pickle, other),
    };

    private static byte[] SwapOperation(Random random, byte[] pickle)
    {
        byte[] copy = [.. pickle];
        int[] places = [.. Enumerable.Range(0, copy.Length).Where(at => Array.IndexOf(Operations, copy[at]) >= 0)];
        for (int i = 0; i < 1 + random.Next(3) && places.Length > 0; i++)
            copy[places[random.Next(places.Length)]] = Operations[random.Next(Operations.Length)];
        return copy;
    }

    private static byte[] Insert(Random random, byte[] pickle, byte[] snippet)
    {
        int at = random.Next(pickle.Length + 1);
        return [.. pickle[..at], .. snippet, .. pickle[at..]];
    }

    /// <summary>Calls, states, growth by doubling, nesting, references: what attacks on pickles are made of.</summary>
    private static byte[] Snippet(Random random)
    {
        byte[] name = [(byte)'c', .. Encoding.ASCII.GetBytes(Names[random.Next(Names.Length)])];
        byte[] text = Encoding.ASCII.GetBytes($"touch {Marker}");
        byte[] argument = [(byte)'X', (byte)text.Length, 0, 0, 0, .. text];
        return random.Next(9) switch
        {
            0 => [.. name, .. argument, 0x85, (byte)'R'],
            1 => [.. name, .. argument, 0x85, 0x81, (byte)'}', (byte)'b'],
            2 => [.. name, (byte)')', (byte)'R', .. argument, (byte)'N', (byte)'s'],
            3 => [(byte)'(', .. argument, (byte)'i', .. name[1..]],
            4 => [(byte)')', .. Enumerable.Repeat<byte[]>([0x32, 0x86], random.Next(60)).SelectMany(part => part)],
            5 => [.. Enumerable.Repeat((byte)']', random.Next(3000)), .. Enumerable.Repeat((byte)'a', random.Next(3000))],
            6 => [(byte)']', (byte)'q', 1, (byte)'h', 1, (byte)'a', (byte)'h', 1, .. name, (byte)'h', 1, 0x85, (byte)'R'],
            7 => [.. Enumerable.Repeat((byte)'}', random.Next(3000))],
            _ => [.. name, (byte)'(', (byte)'K', (byte)random.Next(256), (byte)'N', (byte)'h', (byte)random.Next(16), (byte)'t', (byte)'R'],
        };
    }
}
