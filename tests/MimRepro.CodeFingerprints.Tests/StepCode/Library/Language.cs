using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Steps.Library;

/// <summary>What the language and the framework call without being seen to.</summary>
public static class Language
{
    private static event Func<double>? Asked;

    private static readonly Lazy<double> Late = new(() => 0.5);

    private delegate double Change(double value);

    public static double All(int count)
    {
        var money = new Money(3) + new Money(4);
        double implied = money;
        IVoice voice = new Quiet();
        IVoice loud = new Loud();
        var pairs = new Dictionary<Spot, int> { [new Spot(1, 2)] = 5 };
        Weight[] weights = [new(3), new(1), new(2)];
        Array.Sort(weights);
        Change change = Doubled;
        Asked += Answer;
        using (var scope = new Scope(count)) scope.Enter();
        double sum = 0;
        foreach (int number in new Countdown(count)) sum += number;
        try
        {
            if (count > 100) throw new InvalidOperationException("too many");
        }
        catch (InvalidOperationException fault) when (IsBad(fault))
        {
            sum -= 1;
        }
        finally
        {
            sum += Cleanup();
        }
        return implied + voice.Say() + voice.Again() + loud.Say() + pairs[new Spot(1, 2)] + weights[0].Value + change(1) + Asked!() + Late.Value
            + sum + new Shelf()[count] + new Shelf().Depth + (int)Size.Large + Colour.Red.ToString().Length + Enum.GetNames<Fruit>().Length
            + Sum<Two>() + Of("two") + new Derived().Base + Store<double>.First
            + "text"u8[0] + Later(count).GetAwaiter().GetResult() + new Point(1, 2).ToString().Length + Shapes(new Square(2)) + new Tall().Height(new Inner())
            + Loader.Order.Count + Nearby.Extended(4, "x") + $"{new Shown()}".Length + ((IHidden)new Explicit()).Value() + Line();
    }

    private static double Doubled(double value) => value * 2;

    private static double Answer() => 42;

    private static bool IsBad(Exception fault) => fault.Message.Length > 3;

    private static double Cleanup() => 0.125;

    private static double Sum<T>() where T : INumberLike<T> => T.Make() + 1;

    private static int Of(string name) => name switch { "one" => 1, "two" => 2, { Length: > 5 } => 6, _ => 0 };

    private static double Shapes(Shape shape) => shape switch { Square { Side: > 1 } square => square.Side, _ => 0 };

    private static async Task<double> Later(int count)
    {
        double sum = 0;
        await foreach (double value in Stream(count)) sum += value;
        return sum;
    }

    private static async IAsyncEnumerable<double> Stream(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i * 0.5;
        }
    }

    private static int Line([CallerMemberName] string name = "") => name.Length;

    public static double Unused(double value) => value + 77;
}

public readonly struct Money(double amount)
{
    public double Amount { get; } = amount;

    public static Money operator +(Money one, Money other) => new(one.Amount + other.Amount);

    public static implicit operator double(Money money) => money.Amount * 1.5;
}

public interface IVoice
{
    double Say() => 7;

    double Again() => 8;
}

public sealed class Quiet : IVoice;

public sealed class Loud : IVoice
{
    public double Say() => 9;

    double IVoice.Again() => 10;
}

// A key: the dictionary asks for its hash.
public readonly struct Spot(int x, int y) : IEquatable<Spot>
{
    private readonly int x = x, y = y;

    public bool Equals(Spot other) => x == other.x && y == other.y;

    public override bool Equals(object? other) => other is Spot spot && Equals(spot);

    public override int GetHashCode() => x * 31 + y;
}

// Sorted: the framework compares.
public readonly struct Weight(int value) : IComparable<Weight>
{
    public int Value { get; } = value;

    public int CompareTo(Weight other) => Value.CompareTo(other.Value);
}

public sealed class Scope(int count) : IDisposable
{
    public void Enter() => Loader.Order.Add($"enter {count}");

    public void Dispose() => Loader.Order.Add("left");
}

public sealed class Countdown(int from) : IEnumerable<int>
{
    public IEnumerator<int> GetEnumerator() => new Steps(from);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Steps(int from) : IEnumerator<int>
    {
        private int left = from;

        public int Current => left;

        object IEnumerator.Current => Current;

        public bool MoveNext() => --left > 0;

        public void Reset() => left = 0;

        public void Dispose() { }
    }
}

public sealed class Shelf
{
    private readonly double thickness = 0.75;

    public double this[int place] => place * thickness;

    public double Depth
    {
        get => thickness + 1;
        set => throw new NotSupportedException("a shelf stays as it is");
    }
}

public enum Colour { Red = 1, Green = 2, Blue = 3 }

public enum Size { Small = 1, Large = 2 }

public enum Fruit { Apple, Pear }

public interface INumberLike<T>
{
    static abstract double Make();
}

public sealed class Two : INumberLike<Two>
{
    public static double Make() => 2;
}

public abstract class BaseOne
{
    protected BaseOne() => Base = 1.25;

    public double Base { get; }
}

public abstract class Middle : BaseOne
{
    public virtual double Between() => 0;
}

public sealed class Derived : Middle;

public static class Store<T>
{
    public static readonly double First = 6.5;
}

public sealed record Point(int X, int Y);

public abstract record Shape;

public sealed record Square(double Side) : Shape;

public abstract class Outer
{
    public abstract double Height(Inner inner);
}

public class Inner
{
    public virtual double Own() => 3;
}

public sealed class Tall : Outer
{
    public override double Height(Inner inner) => inner.Own() * 2;
}

public static class Loader
{
    public static readonly List<string> Order = Filled();

    private static List<string> Filled() => ["first", "second"];
}

public static class Nearby
{
    public static double Extended(object value, string text) => text.Length + 1;
}

// Written into a text: the framework asks for it.
public sealed class Shown
{
    public override string ToString() => "shown";
}

public interface IHidden
{
    double Value();
}

public sealed class Explicit : IHidden
{
    double IHidden.Value() => 11;

    public double Value() => 12;
}
