using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Numbers;
using Steps.Library;

namespace Steps.Worker;

public sealed record State(double Loss, int Step);

public static class Train
{
    private static readonly double Offset = 0.25;

    public static void Run(Context context)
    {
        var recipe = new RecipeContext();
        double[] data = File.ReadAllText(Path.Combine(context.Input("data"), "data.txt")).Split(' ').Select(text => double.Parse(text) + Shift(1)).ToArray();
        Layer layer = new Dense();
        double start = Read<TrainRecipe>(recipe)?.Schedule?.Rate(1) ?? 0;
        var state = new State(0, 0);
        foreach (double rate in Rates(Read<TrainRecipe>(recipe)?.Steps ?? 3))
        {
            state = state with { Loss = state.Loss + layer.Forward(rate) * Arithmetic.Norm(data), Step = state.Step + 1 };
        }

        double slow = Slow(state.Loss).GetAwaiter().GetResult();
        context.Finish(Rounding.Half(Arithmetic.Power(slow) + Tables.Weights[2] + Tables.Width + Arithmetic.Largest(Kind(1), 2) + Offset + start + Language.All(3) + Marks.Levels.Of()));

        double Shift(double value) => value * 10;
    }

    private static T? Read<T>(RecipeContext context) where T : class => context.GetTypeInfo(typeof(T)) as object as T;

    private static IEnumerable<double> Rates(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return 1.0 / (i + 1);
        }
    }

    private static async Task<double> Slow(double value)
    {
        await Task.Yield();
        return value + 4;
    }

    private static int Kind(int code)
    {
        switch (code)
        {
            case 0: return 10;
            case 1: return 20;
            case 2: return 30;
            default: return 40;
        }
    }
}
