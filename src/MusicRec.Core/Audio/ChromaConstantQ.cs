using System.Buffers;

namespace MusicRec.Audio;

/// <summary>Chroma of the constant-Q transform: magnitudes of all octaves, and of the bins round each semitone, added up by pitch class, C
/// first.</summary>
public sealed class ChromaConstantQ : IFrontEnd
{
    private const int Classes = 12, Octaves = 7;

    private readonly ConstantQOptions _options;
    private readonly double? _tuning;
    private readonly ChromaNorm _norm;
    private readonly RecentPlans<ConstantQ> _plans;
    private readonly ConstantQ _first;

    /// <summary>Makes the plan: seven octaves from C1.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="hopLength">Samples from one frame to the next.</param>
    /// <param name="binsPerOctave">Bins of the transform to an octave, a multiple of 12.</param>
    /// <param name="tuning">Deviation from A4 = 440 Hz in bins; null estimates it from every signal.</param>
    /// <param name="norm">Normalisation of each frame.</param>
    public ChromaConstantQ(int sampleRate, int hopLength = 512, int binsPerOctave = 36, double? tuning = null, ChromaNorm norm = ChromaNorm.Max)
    {
        if (Require.Positive(binsPerOctave) % Classes != 0)
            throw new ArgumentException($"binsPerOctave is {binsPerOctave}; it must be a multiple of {Classes}.", nameof(binsPerOctave));
        (SampleRate, _tuning, _norm) = (sampleRate, tuning, Require.Defined(norm));
        _options = new ConstantQOptions { HopLength = hopLength, BinsPerOctave = binsPerOctave, Bins = Octaves * binsPerOctave };
        _plans = new(t => new ConstantQ(SampleRate, _options with { Tuning = t }));
        _first = _plans.Of(tuning ?? 0);
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Bins => Classes;

    /// <inheritdoc/>
    public int HopLength => _options.HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _first.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length), perClass = _options.BinsPerOctave / Classes;
        Require.Length(frames.Length, (long)count * Classes, nameof(frames));
        var plan = _plans.Of(_tuning ?? Tuning.Estimate(samples, SampleRate, _options.BinsPerOctave));
        int values = Framing.Values(count, plan.Bins);
        float[] rented = ArrayPool<float>.Shared.Rent(values);
        var magnitudes = rented.AsSpan(0, values);
        plan.Transform(samples, magnitudes);
        Span<double> sums = stackalloc double[Classes];
        for (int f = 0; f < count; f++)
        {
            sums.Clear();
            for (int b = 0; b < plan.Bins; b++) // the first bins centre on C
                sums[(b + perClass / 2) / perClass % Classes] += magnitudes[f * plan.Bins + b];
            for (int c = 0; c < Classes; c++) frames[f * Classes + c] = (float)sums[c];
        }
        ChromaFrames.Normalize(frames, Classes, _norm);
        ArrayPool<float>.Shared.Return(rented);
    }
}
