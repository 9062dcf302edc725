namespace MusicRec.Audio;

/// <summary>One measure, or a few, of a magnitude spectrum: the recipe of a part of <see cref="SpectralDescriptors"/>. Immutable.</summary>
public abstract class SpectralDescriptor
{
    /// <summary>Values a frame.</summary>
    public abstract int Values { get; }

    /// <summary>Refuses a sample rate or a transform length for which the measure has no meaning.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="fftLength">Length of the Fourier transform.</param>
    /// <exception cref="ArgumentException">The message tells what to change.</exception>
    public virtual void Check(int sampleRate, int fftLength) { }

    /// <summary>Computes the measure of one frame. Called by many threads at once.</summary>
    /// <param name="magnitudes">|X[k]|, k in 0 .. FftLength / 2; not negative.</param>
    /// <param name="binWidth">Hz from one bin to the next.</param>
    /// <param name="values">Filled, [Values].</param>
    public abstract void Compute(ReadOnlySpan<float> magnitudes, double binWidth, Span<float> values);

    /// <summary>Whether the measure reads the smallest magnitudes of a spectrum, which a transform in float leaves at its rounding.</summary>
    internal virtual bool ReadsValleys => false;
}
