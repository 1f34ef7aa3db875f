using System.Runtime.InteropServices;
using MimRepro.Recipes;
using TorchSharp;

namespace MimRepro.Training;

/// <summary>While it lives, this thread's matrix products run in bfloat16 and what needs it in float32. Weights stay float32.</summary>
/// <remarks>
/// TorchSharp has no autocast, so this calls libtorch 2.10's own functions by their mangled names. Where they are missing
/// (another libtorch, Windows) the work is done in float32 and a line on standard error says so, once.
/// Forward pass and loss inside; backward and the update outside.
/// </remarks>
public sealed class Autocast : IDisposable
{
    private const sbyte BFloat16 = 15;
    private static readonly Lazy<bool> Available = new(Probe);

    [ThreadStatic]
    private static sbyte? entered;

    private readonly sbyte? device;

    private Autocast(sbyte? device)
    {
        this.device = device;
        if (device is not { } type)
            return;
        entered = type;
        NativeMethods.SetEnabled(type, true);
        NativeMethods.SetDtype(type, BFloat16);
        NativeMethods.IncrementNesting();
    }

    /// <summary>Whether this libtorch can be asked for bfloat16.</summary>
    public static bool IsAvailable => Available.Value;

    /// <summary>Enters autocast if <paramref name="precision"/> asks for it; does nothing otherwise. Not to be nested.</summary>
    public static Autocast For(Precision precision, DeviceType device = DeviceType.CPU) =>
        new(precision == Precision.BFloat16 && IsAvailable ? (sbyte)device : null);

    /// <summary>Leaves this thread's autocast until disposed, for what has to be exact; does nothing outside of one.</summary>
    public static IDisposable Suspend() => new Suspension();

    public void Dispose()
    {
        if (device is not { } type)
            return;
        if (NativeMethods.DecrementNesting() == 0)
            NativeMethods.ClearCache();
        NativeMethods.SetEnabled(type, false);
        entered = null;
    }

    private sealed class Suspension : IDisposable
    {
        private readonly sbyte? device = entered;

        public Suspension()
        {
            entered = null;
            if (device is { } type)
                NativeMethods.SetEnabled(type, false);
        }

        public void Dispose()
        {
            if (device is { } type)
                NativeMethods.SetEnabled(type, true);
            entered = device;
        }
    }

    private static bool Probe()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU); // loads libtorch, which the names below are looked up in
            NativeMethods.IncrementNesting();
            NativeMethods.DecrementNesting();
            return true;
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            Console.Error.WriteLine($"bfloat16 is not available here, float32 is used instead: {fault.Message}");
            return false;
        }
    }

    private static class NativeMethods
    {
        private const string Library = "torch_cpu";

        [DllImport(Library, EntryPoint = "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb")]
        public static extern void SetEnabled(sbyte device, [MarshalAs(UnmanagedType.U1)] bool on);

        [DllImport(Library, EntryPoint = "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE")]
        public static extern void SetDtype(sbyte device, sbyte type);

        [DllImport(Library, EntryPoint = "_ZN2at8autocast17increment_nestingEv")]
        public static extern int IncrementNesting();

        [DllImport(Library, EntryPoint = "_ZN2at8autocast17decrement_nestingEv")]
        public static extern int DecrementNesting();

        [DllImport(Library, EntryPoint = "_ZN2at8autocast11clear_cacheEv")]
        public static extern void ClearCache();
    }
}
