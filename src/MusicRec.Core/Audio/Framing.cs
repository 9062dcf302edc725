namespace MusicRec.Audio;

/// <summary>Where frames lie. Centred: 1 + n / hop frames, frame f covers samples f hop - length / 2 and on, padded.
/// Not centred: 1 + (n - length) / hop frames (none where n is below length), no padding.</summary>
internal readonly record struct Framing(int Length, int Hop, bool Center, PaddingMode Padding)
{
    public int Count(int samples) => (int)Count((long)samples);

    public long Count(long samples)
    {
        Require.NotNegative(samples);
        if (Center) return samples == 0 ? 0 : 1 + samples / Hop;
        return samples < Length ? 0 : 1 + (samples - Length) / Hop;
    }

    /// <summary>Values of so many frames, as the length of an array.</summary>
    /// <exception cref="ArgumentException">They are more than an array holds.</exception>
    public static int Values(long frames, int bins) => frames * bins <= Array.MaxLength ? (int)(frames * bins) : throw new ArgumentException(
        $"{frames} frames of {bins} values are more than an array holds; transform the signal in parts, or with a longer hop.", nameof(frames));

    /// <summary>First sample of a frame; negative where it begins in the padding.</summary>
    public long Start(int frame) => (long)frame * Hop - (Center ? Length / 2 : 0);

    /// <summary>Copies a frame, padding included.</summary>
    public void Copy(ReadOnlySpan<float> samples, int frame, Span<float> destination)
    {
        long start = Start(frame);
        int first = (int)Math.Clamp(-start, 0, Length), end = (int)Math.Clamp(samples.Length - start, first, Length); // what needs no padding
        for (int t = 0; t < first; t++) destination[t] = At(samples, start + t);
        if (end > first) samples.Slice((int)(start + first), end - first).CopyTo(destination[first..]);
        for (int t = end; t < Length; t++) destination[t] = At(samples, start + t);
    }

    private float At(ReadOnlySpan<float> samples, long t)
    {
        int n = samples.Length;
        if (t >= 0 && t < n) return samples[(int)t];
        switch (Padding)
        {
            case PaddingMode.Edge:
                return samples[t < 0 ? 0 : n - 1];
            case PaddingMode.Reflect when n > 1:
                long period = 2L * (n - 1), u = (t % period + period) % period; // a mirror at each end repeats every 2 (n - 1)
                return samples[(int)(u < n ? u : period - u)];
            case PaddingMode.Reflect:
                return samples[0];
            default:
                return 0;
        }
    }
}
