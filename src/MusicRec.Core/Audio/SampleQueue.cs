namespace MusicRec.Audio;

/// <summary>Samples that arrive at one end and leave at the other, contiguous in memory, which grows to what is waiting and is used again.</summary>
internal sealed class SampleQueue
{
    private float[] _samples = [];
    private int _start;

    /// <summary>Samples waiting.</summary>
    public int Count { get; private set; }

    /// <summary>Samples that have left.</summary>
    public long Gone { get; private set; }

    /// <summary>Those waiting.</summary>
    public Span<float> Waiting => _samples.AsSpan(_start, Count);

    /// <summary>Room for more at the end, to be filled by the caller.</summary>
    public Span<float> Add(int count)
    {
        if (_start + Count + (long)count > _samples.Length)
        {
            long needed = Count + (long)count;
            if (needed > Array.MaxLength)
                throw new InvalidOperationException($"{needed} samples wait to be read; read what is available between two pushes.");
            float[] target = needed * 2 > _samples.Length ? new float[Math.Min(Array.MaxLength, needed * 2)] : _samples;
            Waiting.CopyTo(target);
            (_samples, _start) = (target, 0);
        }
        Count += count;
        return _samples.AsSpan(_start + Count - count, count);
    }

    /// <summary>Drops the oldest.</summary>
    public void Drop(int count)
    {
        (_start, Count, Gone) = (_start + count, Count - count, Gone + count);
        if (Count == 0) _start = 0;
    }

    /// <summary>Drops the newest.</summary>
    public void Trim(int count) => Count -= count;
}
