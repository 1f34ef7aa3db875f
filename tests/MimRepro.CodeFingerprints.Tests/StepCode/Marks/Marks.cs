using System;
using System.Reflection;

namespace Steps.Marks;

[AttributeUsage(AttributeTargets.Class)]
public sealed class MarkAttribute(int level) : Attribute
{
    public int Level { get; } = level;
}

[Mark(3)]
public sealed class Marked;

/// <summary>Looks at a type by reflection: nobody can follow what it finds, so the whole assembly counts.</summary>
public static class Levels
{
    public static int Of() => typeof(Marked).GetCustomAttribute<MarkAttribute>()!.Level;

    public static int Unused() => 5;
}
