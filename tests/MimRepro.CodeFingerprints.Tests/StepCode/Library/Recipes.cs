using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Steps.Library;

[JsonPolymorphic]
[JsonDerivedType(typeof(Cosine), "cosine")]
[JsonDerivedType(typeof(Linear), "linear")]
public abstract record Schedule : ISchedule
{
    public abstract double Rate(int step);
}

public sealed record Cosine : Schedule
{
    public override double Rate(int step) => Math.Cos(step);
}

public sealed record Linear : Schedule
{
    public override double Rate(int step) => 1 - step;
}

public sealed record TrainRecipe
{
    public int Steps { get; init; } = 3;

    public Schedule? Schedule { get; init; }
}

public sealed record ScoreRecipe
{
    public int Places { get; init; }
}

// Stands for what the JSON source generator writes.
[JsonSerializable(typeof(TrainRecipe))]
[JsonSerializable(typeof(ScoreRecipe))]
public sealed class RecipeContext : JsonSerializerContext
{
    public RecipeContext() : base(null) { }

    protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

    public override JsonTypeInfo? GetTypeInfo(Type type) =>
        type == typeof(TrainRecipe) ? Make(() => new TrainRecipe { Schedule = new Cosine() }) : type == typeof(ScoreRecipe) ? Make(() => new ScoreRecipe()) : null;

    private static JsonTypeInfo? Make<T>(Func<T> make) => make() is null ? null : null;
}
