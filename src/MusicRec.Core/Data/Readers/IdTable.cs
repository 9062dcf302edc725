using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MusicRec.Data;

/// <summary>Ids as bytes -> indices 0, 1, 2 ... in order of first appearance: open addressing with linear probing over a byte arena, so that a known
/// id
/// costs no allocation. The hash is keyed at random against crafted collisions; indices do not depend on it.</summary>
internal sealed class IdTable
{
    private static readonly ulong Key = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
    private readonly TextEncoding _encoding;
    private byte[] _arena = new byte[1 << 12];
    private int[] _ends = new int[1 << 8]; // id i is arena[_ends[i - 1] .. _ends[i]]
    private Slot[] _slots = new Slot[1 << 9];
    private int _last = -1;

    public IdTable(TextEncoding encoding) => _encoding = encoding;

    public int Count { get; private set; }

    /// <summary>The index of an id, a new one where it is unknown. The caller has checked that it is valid text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Index(ReadOnlySpan<byte> id)
    {
        if (_last >= 0 && this[_last].SequenceEqual(id)) return _last; // files are mostly in order of users
        return Find(id);
    }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _arena.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>The ids as strings, for good.</summary>
    public IdMap ToIdMap()
    {
        var ids = new string[Count];
        for (int i = 0; i < ids.Length; i++) ids[i] = LineFaults.Decode(this[i], _encoding);
        return IdMap.Distinct(ids);
    }

    private int Find(ReadOnlySpan<byte> id)
    {
        ulong hash = Hash(id);
        uint mask = (uint)_slots.Length - 1;
        uint slot = (uint)hash & mask;
        for (; _slots[slot].Next != 0; slot = (slot + 1) & mask)
        {
            var known = _slots[slot];
            if (known.Tag == (uint)(hash >> 32) && _arena.AsSpan(known.Start, known.Length).SequenceEqual(id)) return _last = known.Next - 1;
        }
        int start = Append(id);
        _slots[slot] = new Slot((uint)(hash >> 32), Count, start, id.Length);
        if (Count * 2 > _slots.Length) Grow();
        return _last = Count - 1;
    }

    private int Append(ReadOnlySpan<byte> id)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        long end = (long)start + id.Length;
        if (end > Array.MaxLength) throw new MusicRecException($"The {Count} different ids are longer than {Array.MaxLength} bytes together.");
        if (end > _arena.Length) Array.Resize(ref _arena, (int)Math.Min(Array.MaxLength, Math.Max(end, 2L * _arena.Length)));
        id.CopyTo(_arena.AsSpan(start));
        if (Count == _ends.Length) Array.Resize(ref _ends, 2 * _ends.Length);
        _ends[Count++] = (int)end;
        return start;
    }

    private void Grow()
    {
        _slots = new Slot[2 * _slots.Length];
        uint mask = (uint)_slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int start = i == 0 ? 0 : _ends[i - 1], length = _ends[i] - start;
            ulong hash = Hash(_arena.AsSpan(start, length));
            uint slot = (uint)hash & mask;
            while (_slots[slot].Next != 0) slot = (slot + 1) & mask;
            _slots[slot] = new Slot((uint)(hash >> 32), i + 1, start, length);
        }
    }

    // 8 bytes a step through a 64 x 64 -> 128 bit multiplication, folded; the length tells "a" from "a\0".
    private static ulong Hash(ReadOnlySpan<byte> id)
    {
        ulong h = Key ^ (uint)id.Length;
        for (; id.Length > 8; id = id[8..]) h = Mix(h ^ MemoryMarshal.Read<ulong>(id));
        ulong tail = 0;
        if (id.Length >= 4) tail = MemoryMarshal.Read<uint>(id) | (ulong)MemoryMarshal.Read<uint>(id[^4..]) << 32;
        else if (id.Length > 0) tail = id[0] | (ulong)id[id.Length >> 1] << 8 | (ulong)id[^1] << 16;
        return Mix(BitOperations.RotateLeft(h, 23) ^ tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x)
    {
        ulong high = Math.BigMul(x ^ Key, 0x9E3779B97F4A7C15UL, out ulong low);
        return high ^ low;
    }

    // The hash's upper half, the index + 1 (0: empty), and where the id lies, so that a look-up touches two places of memory.
    private readonly record struct Slot(uint Tag, int Next, int Start, int Length);
}
