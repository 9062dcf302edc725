using System.Buffers;

namespace MusicRec.Audio;

/// <summary>A front-end of one value a frame, computed on the frame's samples themselves.</summary>
public abstract class WaveformDescriptor : IFramewise
{
    private readonly Framing _framing;

    private protected WaveformDescriptor(int sampleRate, int frameLength, int hopLength, bool center, PaddingMode padding)
    {
        SampleRate = Require.Positive(sampleRate);
        _framing = new Framing(Require.Between(frameLength, 1, 1 << 20), Require.Positive(hopLength), center, padding);
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <summary>1.</summary>
    public int Bins => 1;

    /// <inheritdoc/>
    public int HopLength => _framing.Hop;

    /// <summary>Samples a frame.</summary>
    public int FrameLength => _framing.Length;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _framing.Count(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        Require.Length(frames.Length, FrameCount(samples.Length), nameof(frames));
        FiniteSamples.Require(samples);
        Part(samples, _framing, 0, frames);
    }

    Framing IFramewise.Framing => _framing;

    string? IFramewise.NeedsWholeClip => null;

    void IFramewise.Transform(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames) =>
        Part(samples, framing, first, frames);

    /// <summary>The value of one frame.</summary>
    private protected abstract float Of(ReadOnlySpan<float> frame);

    private void Part(ReadOnlySpan<float> samples, Framing framing, int first, Span<float> frames)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(framing.Length);
        var copy = rented.AsSpan(0, framing.Length);
        for (int f = 0; f < frames.Length; f++)
        {
            long start = framing.Start(first + f);
            if (start >= 0 && start + framing.Length <= samples.Length)
            {
                frames[f] = Of(samples.Slice((int)start, framing.Length));
                continue;
            }
            framing.Copy(samples, first + f, copy);
            frames[f] = Of(copy);
        }
        ArrayPool<float>.Shared.Return(rented);
    }
}
