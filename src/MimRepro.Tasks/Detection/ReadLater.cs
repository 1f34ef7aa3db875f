using System.Collections;

namespace MimRepro.Tasks.Detection;

/// <summary>A list whose items are read each time they are asked for.</summary>
internal sealed class ReadLater<T>(int count, Func<int, T> read) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => read(index);

    public IEnumerator<T> GetEnumerator() => Enumerable.Range(0, count).Select(read).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
