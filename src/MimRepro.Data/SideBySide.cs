using System.Runtime.ExceptionServices;

namespace MimRepro.Data;

/// <summary>The items of a batch, of which none depends on another, on all cores: decoding pictures is most of what a batch takes.</summary>
public static class SideBySide
{
    /// <summary>Calls <paramref name="make"/> once for each of 0 … <paramref name="count"/> − 1, in any order. A fault surfaces as it was.</summary>
    public static void For(int count, Action<int> make)
    {
        try
        {
            Parallel.For(0, count, make);
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.Flatten().InnerExceptions[0]);
        }
    }
}
