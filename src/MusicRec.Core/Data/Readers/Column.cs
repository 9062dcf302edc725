using System.Runtime.CompilerServices;

namespace MusicRec.Data;

/// <summary>A growing array whose values can be had as a span.</summary>
internal sealed class Column<T> where T : unmanaged
{
    private T[] _values = new T[1 << 8];

    public int Count { get; private set; }

    public ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T value)
    {
        if (Count == _values.Length) Grow();
        _values[Count++] = value;
    }

    public void Clear() => Count = 0;

    private void Grow()
    {
        if (Count == Array.MaxLength)
            throw new MusicRecException($"The data hold more than {Array.MaxLength} entries, the most one matrix can take.");
        var larger = GC.AllocateUninitializedArray<T>((int)Math.Min(Array.MaxLength, 2L * Count));
        _values.CopyTo(larger, 0);
        _values = larger;
    }
}
