namespace MusicRec.Audio;

/// <summary>Changes the tempo of a signal and keeps its pitch, or changes its pitch and keeps its tempo (Flanagan, Golden 1966; Laroche, Dolson
/// 1999): frames of the spectrum are read at another speed, each peak's phase goes on as fast as it did, and the bins around it follow it. Safe to
/// share between threads.</summary>
public sealed class PhaseVocoder
{
    private const int Steps = 1000; // a change of pitch is a ratio of whole numbers: of this and another

    private readonly ComplexSpectrogram _transform;

    /// <summary>Makes the plan.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The hop is above half of the transform, which loses the phases between frames.</exception>
    public PhaseVocoder(PhaseVocoderOptions? options = null)
    {
        options ??= new();
        int hop = options.HopLength ?? options.FftLength / 4;
        if (hop > options.FftLength / 2)
            throw new ArgumentException($"The hop {hop} is above half of the transform's {options.FftLength}; make it shorter.", nameof(options));
        _transform = new ComplexSpectrogram(1, new StftOptions { FftLength = options.FftLength, HopLength = hop });
    }

    /// <summary>The signal at another tempo.</summary>
    /// <param name="samples">Mono samples.</param>
    /// <param name="speed">How much faster, from 0.1 to 10: 2 halves the length.</param>
    /// <returns>round(length / speed) samples of the same pitch.</returns>
    /// <exception cref="MusicRecException">A sample is not finite.</exception>
    public float[] Stretch(ReadOnlySpan<float> samples, double speed)
    {
        Require.Between(speed, 0.1, 10);
        var output = new float[checked((int)Math.Round(samples.Length / speed))];
        if (output.Length == 0) return output;
        int bins = _transform.Bins;
        var frames = new float[checked(_transform.FrameCount(samples.Length) * bins)];
        _transform.Transform(samples, frames);
        var changed = new float[checked(_transform.FrameCount(output.Length) * bins)];
        Follow(frames, changed, speed);
        _transform.Inverse(changed, output);
        return output;
    }

    /// <summary>The signal at another pitch.</summary>
    /// <param name="samples">Mono samples.</param>
    /// <param name="semitones">How much higher, from -24 to 24; 12 is an octave. To within 1 / 500 of itself in frequency at most.</param>
    /// <returns>As many samples; the last moment is silent where the change of rate leaves fewer.</returns>
    /// <exception cref="MusicRecException">A sample is not finite.</exception>
    public float[] Shift(ReadOnlySpan<float> samples, double semitones)
    {
        Require.Between(semitones, -24, 24);
        int rate = (int)Math.Round(Steps * Math.Pow(2, semitones / 12)); // longer by rate / Steps, then read so much faster
        float[] slow = Stretch(samples, (double)Steps / rate), output = new float[samples.Length];
        if (rate == Steps) return slow;
        var resampler = new Resampler(rate, Steps);
        var fast = new float[checked((int)resampler.OutputLength(slow.Length))];
        resampler.Transform(slow, fast);
        fast.AsSpan(0, Math.Min(fast.Length, output.Length)).CopyTo(output);
        return output;
    }

    /// <summary>Output frame t is read at t speed, between frames f and f + 1: magnitudes between theirs, phases that have gone on by the
    /// differences of theirs, locked to the peaks of the spectrum.</summary>
    private void Follow(float[] frames, float[] changed, double speed)
    {
        int bins = _transform.Bins / 2, before = 0;
        var (here, next, written) = (new Polar(bins), new Polar(bins), new double[bins]);
        here.Read(frames, 0);
        next.Read(frames, 1);
        here.Phase.CopyTo(written, 0);
        for (int t = 0; t < changed.Length / (2 * bins); t++)
        {
            int f = (int)(t * speed);
            if (f == before + 1) (here, next) = (next, here);
            else if (f != before) here.Read(frames, f);
            if (f != before) next.Read(frames, f + 1);
            before = f;
            Lock(here, written);
            double share = t * speed - f;
            for (int k = 0; k < bins; k++)
            {
                double size = (1 - share) * here.Magnitude[k] + share * next.Magnitude[k];
                var (sin, cos) = Math.SinCos(written[k]);
                int at = 2 * (t * bins + k);
                (changed[at], changed[at + 1]) = ((float)(size * cos), (float)(size * sin));
                double on = written[k] + next.Phase[k] - here.Phase[k];
                written[k] = on - Math.Tau * Math.Round(on / Math.Tau);
            }
        }
    }

    /// <summary>Bins nearest to a peak turn as it has turned, so that a tone's bins keep adding up to it. A peak is above two bins to each
    /// side.</summary>
    private static void Lock(Polar here, double[] written)
    {
        double[] m = here.Magnitude;
        int last = -1, begin = 0;
        for (int k = 0; k <= m.Length; k++)
        {
            bool peak = k < m.Length && m[k] > 0 && Above(k - 2) && Above(k - 1) && Above(k + 1) && Above(k + 2);
            if (!peak && k < m.Length) continue;
            int end = k == m.Length ? k : last < 0 ? 0 : (last + k + 1) / 2;
            if (last >= 0)
            {
                double turn = written[last] - here.Phase[last];
                for (int j = begin; j < end; j++) written[j] = here.Phase[j] + turn;
                begin = end;
            }
            last = k;

            bool Above(int other) => other < 0 || other >= m.Length || m[k] > m[other];
        }
    }

    /// <summary>A frame's bins; silence after the last frame.</summary>
    private readonly struct Polar(int bins)
    {
        public double[] Magnitude { get; } = new double[bins];
        public double[] Phase { get; } = new double[bins];

        public void Read(float[] frames, int frame)
        {
            int first = frame * 2 * Phase.Length;
            for (int k = 0; k < Phase.Length; k++)
            {
                double re = 0, im = 0;
                if (first < frames.Length) (re, im) = (frames[first + 2 * k], frames[first + 2 * k + 1]);
                (Magnitude[k], Phase[k]) = (Math.Sqrt(re * re + im * im), Math.Atan2(im, re));
            }
        }
    }
}
