namespace MusicRec.Data;

/// <summary>Sorts rows by item, stably, and merges duplicates, moving the rows together in place. Rows come in ascending order of their
/// place.</summary>
internal sealed class RowMerge(int[] columns, float[] values, long[]? stamps, DuplicatePolicy duplicates, IdMap userIds, IdMap itemIds)
{
    private ulong[] _keys = new ulong[64]; // item << 32 | place within the row: sorting them is stable in the place
    private float[] _values = new float[64];
    private long[] _stamps = [];

    /// <summary>Entries that remain so far.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the row at start .. end - 1.</summary>
    /// <returns>Where the row begins now.</returns>
    public int Add(int user, int start, int end)
    {
        int begin = Count;
        if (Ascending(columns.AsSpan(start, end - start)))
        {
            Move(start, end);
            return begin;
        }
        Sort(start, end);
        for (int from = start; from < end;)
        {
            int after = from + 1;
            while (after < end && columns[after] == columns[from]) after++;
            if (after - from > 1 && duplicates == DuplicatePolicy.Reject)
            {
                throw new MusicRecException($"User '{userIds[user]}' and item '{itemIds[columns[from]]}' come {after - from} times. " +
                    "Clean the data, or choose Sum, Last, Max or Keep.");
            }
            if (after - from == 1 || duplicates == DuplicatePolicy.Keep) Move(from, after);
            else Merge(user, from, after);
            from = after;
        }
        return begin;
    }

    private static bool Ascending(ReadOnlySpan<int> items)
    {
        for (int i = 1; i < items.Length; i++)
            if (items[i] <= items[i - 1]) return false;
        return true;
    }

    private void Move(int start, int end)
    {
        if (start != Count)
        {
            Array.Copy(columns, start, columns, Count, end - start);
            Array.Copy(values, start, values, Count, end - start);
            if (stamps is not null) Array.Copy(stamps, start, stamps, Count, end - start);
        }
        Count += end - start;
    }

    private void Merge(int user, int from, int after)
    {
        double weight = values[from];
        long time = stamps?[from] ?? 0;
        for (int e = from + 1; e < after; e++)
        {
            weight = duplicates switch
            {
                DuplicatePolicy.Sum => weight + values[e],
                DuplicatePolicy.Max => Math.Max(weight, values[e]),
                _ => values[e],
            };
            if (stamps is not null) time = duplicates == DuplicatePolicy.Last ? stamps[e] : Math.Min(time, stamps[e]);
        }
        if (!float.IsFinite((float)weight))
            throw new MusicRecException(
                $"The weights of user '{userIds[user]}' and item '{itemIds[columns[from]]}' add up to {weight}, too large for a float.");
        (columns[Count], values[Count]) = (columns[from], (float)weight);
        if (stamps is not null) stamps[Count] = time;
        Count++;
    }

    private void Sort(int start, int end)
    {
        int n = end - start;
        if (n > _keys.Length) (_keys, _values) = (new ulong[2L * n <= Array.MaxLength ? 2 * n : n], new float[2L * n <= Array.MaxLength ? 2 * n : n]);
        var keys = _keys.AsSpan(0, n);
        for (int i = 0; i < n; i++) keys[i] = (ulong)(uint)columns[start + i] << 32 | (uint)i;
        keys.Sort();
        values.AsSpan(start, n).CopyTo(_values);
        for (int i = 0; i < n; i++)
        {
            columns[start + i] = (int)(keys[i] >> 32);
            values[start + i] = _values[(uint)keys[i]];
        }
        if (stamps is null) return;
        if (n > _stamps.Length) _stamps = new long[_keys.Length];
        stamps.AsSpan(start, n).CopyTo(_stamps);
        for (int i = 0; i < n; i++) stamps[start + i] = _stamps[(uint)keys[i]];
    }
}
