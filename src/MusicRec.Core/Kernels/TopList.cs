using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>The best k of a stream of scored items, ties by lower item index. Items must be offered in ascending order, which makes the
/// threshold strict: once k items are kept, a later item of equal score has lost its tie already. Reusable; not safe to share.</summary>
internal sealed class TopList
{
    private ulong[] _keys = [];
    private int[] _excluded = [];
    private int _k, _count, _exclusions, _nextExclusion;

    /// <summary>Only items that score above this can enter.</summary>
    public float Threshold { get; private set; }

    /// <summary>Starts an empty list.</summary>
    /// <param name="k">Items to keep, at least 1.</param>
    /// <param name="excluded">Items never to keep, ascending.</param>
    public void Start(int k, ReadOnlySpan<int> excluded)
    {
        int room = Math.Max(4 * k, 64); // four times k: each cut then costs little per item kept
        if (_keys.Length < room) _keys = new ulong[room];
        if (_excluded.Length < excluded.Length) _excluded = new int[excluded.Length];
        excluded.CopyTo(_excluded);
        (_k, _count, _exclusions, _nextExclusion, Threshold) = (k, 0, excluded.Length, 0, float.NegativeInfinity);
    }

    /// <summary>Takes an item that scores above <see cref="Threshold"/>, unless it is excluded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Offer(float score, int item)
    {
        while (_nextExclusion < _exclusions && _excluded[_nextExclusion] < item) _nextExclusion++;
        if (_nextExclusion < _exclusions && _excluded[_nextExclusion] == item) return;
        _keys[_count++] = Key(score, item);
        if (_count == _keys.Length) Cut();
    }

    /// <summary>Writes the kept items, best first. Returns how many: min(k, items offered).</summary>
    public int Take(Span<int> items, Span<float> scores)
    {
        Cut();
        for (int i = 0; i < _count; i++) (items[i], scores[i]) = ((int)(uint)_keys[i], Score(_keys[i]));
        return _count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Cut()
    {
        _keys.AsSpan(0, _count).Sort();
        if (_count < _k) return;
        _count = _k;
        Threshold = Score(_keys[_k - 1]);
    }

    // One whole number that ascends as the score descends, and then as the item ascends.
    // The bits of floats ascend like whole numbers once negative ones are flipped; adding 0 makes -0 equal to 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(float score, int item)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        uint ascending = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return (ulong)~ascending << 32 | (uint)item;
    }

    private static float Score(ulong key)
    {
        uint ascending = ~(uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((ascending & 0x8000_0000) != 0 ? ascending & 0x7FFF_FFFF : ~ascending);
    }
}
