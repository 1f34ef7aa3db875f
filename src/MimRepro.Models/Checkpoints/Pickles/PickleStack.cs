namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>The working stack of a pickle, with marks, and the memo of values that are referred to again.</summary>
internal sealed class PickleStack(ReadBudget budget)
{
    private readonly List<object?> values = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];

    private int Floor => marks.Count == 0 ? 0 : marks[^1];

    public int MemoCount => memo.Count;

    public object? Top => values.Count > Floor ? values[^1] : throw Underflow();

    public void Push(object? value)
    {
        if (values.Count == values.Capacity)
            budget.Charge((long)values.Capacity * ReadBudget.Slot);
        values.Add(value);
    }

    public object? Pop()
    {
        object? value = Top;
        values.RemoveAt(values.Count - 1);
        return value;
    }

    /// <summary>Pops a value of a kind that the operation needs.</summary>
    public T Pop<T>(string what) =>
        Pop() is T value ? value : throw new CheckpointFault($"the pickle has no {what} where it needs one");

    public void Mark()
    {
        if (marks.Count == marks.Capacity)
            budget.Charge((long)marks.Capacity * ReadBudget.Slot);
        marks.Add(values.Count);
    }

    /// <summary>Everything above the last mark, in the order it was pushed; the mark is gone.</summary>
    public object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw new CheckpointFault("the pickle closes a group that it never opened");
        int begin = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        int count = values.Count - begin;
        budget.Charge(ReadBudget.Tuple + 8L * count);
        var group = new object?[count];
        values.CopyTo(begin, group, 0, count);
        values.RemoveRange(begin, count);
        return group;
    }

    /// <summary>POP: the top value, or a mark where that comes first.</summary>
    public void Drop()
    {
        if (values.Count == Floor && marks.Count > 0)
            marks.RemoveAt(marks.Count - 1);
        else
            Pop();
    }

    public object?[] PopLast(int count)
    {
        if (values.Count - Floor < count)
            throw Underflow();
        budget.Charge(ReadBudget.Tuple + 8L * count);
        var group = new object?[count];
        values.CopyTo(values.Count - count, group, 0, count);
        values.RemoveRange(values.Count - count, count);
        return group;
    }

    public void Remember(long index)
    {
        budget.Charge(ReadBudget.Entry);
        memo[index] = Top;
    }

    public void Recall(long index) =>
        Push(memo.TryGetValue(index, out object? value) ? value : throw new CheckpointFault($"the pickle refers to value {index}, which it never stored"));

    private static CheckpointFault Underflow() => new("the pickle takes a value from an empty stack");
}
