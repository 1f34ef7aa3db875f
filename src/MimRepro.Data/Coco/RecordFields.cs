using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MimRepro.Data.Coco;

/// <summary>Reads the members of one record and remembers the first that is not what it has to be.</summary>
internal sealed class RecordFields(JsonElement record)
{
    private const int MostText = 1000;
    private const int MostQuoted = 60;
    private const double LargestWhole = 1L << 53;

    /// <summary>Null while nothing is wrong.</summary>
    public string? Fault { get; private set; }

    public bool Has(string name) => Member(name) is { ValueKind: not JsonValueKind.Null };

    public void Fail(string member, string got, string expected) => Fault ??= $"{member} is {got}, expected {expected}";

    /// <summary>A whole number of at least <paramref name="least"/>; 7.0 counts as whole.</summary>
    public long Whole(string name, long least, long most = long.MaxValue)
    {
        if (Member(name) is { ValueKind: JsonValueKind.Number } value && TryWhole(value, out var number) && number >= least && number <= most)
            return number;
        Fail(name, Got(name), most == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {least}")
            : string.Create(CultureInfo.InvariantCulture, $"a whole number of {least} … {most}"));
        return least;
    }

    public double Number(string name, double least)
    {
        if (Member(name) is { ValueKind: JsonValueKind.Number } value && Finite(value) is { } number && number >= least)
            return number;
        Fail(name, Got(name), double.IsNegativeInfinity(least) ? "a finite number" : string.Create(CultureInfo.InvariantCulture, $"a finite number of at least {least}"));
        return 0;
    }

    /// <summary>true, false, 1 or 0; false where it is not there.</summary>
    public bool Flag(string name)
    {
        switch (Member(name))
        {
            case null:
            case { ValueKind: JsonValueKind.False }:
                return false;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.Number } value when TryWhole(value, out var number) && number is 0 or 1:
                return number == 1;
            default:
                Fail(name, Got(name), "0 or 1");
                return false;
        }
    }

    public string Text(string name)
    {
        if (Member(name) is { ValueKind: JsonValueKind.String } value && TextOf(value) is { Length: > 0 and <= MostText } text)
            return text;
        Fail(name, Got(name), $"a text of 1 to {MostText} letters");
        return "";
    }

    /// <summary>A list of finite numbers; null after a fault.</summary>
    public double[]? Numbers(string name) => Member(name) is { ValueKind: JsonValueKind.Array } list ? Numbers(name, list) : NoList(name);

    public double[]? Numbers(string member, JsonElement list)
    {
        var numbers = new double[list.GetArrayLength()];
        var at = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (Finite(item) is not { } number)
            {
                Fail($"{member}[{at}]", Got(item), "a finite number");
                return null;
            }
            numbers[at++] = number;
        }
        return numbers;
    }

    public JsonElement? Member(string name)
    {
        try
        {
            return record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // A name of the record is half a surrogate, which cannot be compared.
            Fault ??= "a member's name is not UTF-16";
            return null;
        }
    }

    /// <summary>A member's value, shortened, for messages.</summary>
    public string Got(string name) => Member(name) is { } value ? Got(value) : "missing";

    public static string Got(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Array => $"a list of {value.GetArrayLength()}",
            JsonValueKind.Object => "an object",
            _ => Raw(value),
        };
        return text.Length <= MostQuoted ? text : text[..MostQuoted] + "…";
    }

    /// <summary>Null where the text is not UTF-8.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Never fails, also where a text is not UTF-8.
    private static string Raw(JsonElement value)
    {
        var bytes = JsonMarshal.GetRawUtf8Value(value);
        return Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * MostQuoted)]);
    }

    private static double? Finite(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static bool TryWhole(JsonElement value, out long number)
    {
        if (value.TryGetInt64(out number))
            return true;
        if (Finite(value) is not { } real || real != Math.Floor(real) || Math.Abs(real) > LargestWhole)
            return false;
        number = (long)real;
        return true;
    }

    private double[]? NoList(string name)
    {
        Fail(name, Got(name), "a list of numbers");
        return null;
    }
}
