using System.Buffers;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Constant-Q transform (Brown 1991), and the variable-Q transform where <see cref="ConstantQOptions.Gamma"/> is not 0 (Schörkhuber et al.
/// 2014). The signal is halved from octave to octave (Schörkhuber, Klapuri 2010), and every octave is one matrix product. Frames are centred: frame f
/// stands at sample f x hop, zeros around the signal. A plan: tables are built once; thread-safe.</summary>
public sealed unsafe class ConstantQ : IFrontEnd
{
    private const int Block = 256; // frames whose responses are held at once
    private const long MaxMatrix = 1L << 26;

    private readonly ConstantQBank _bank;
    private readonly ConstantQOctave[] _octaves; // highest first, so levels ascend
    private readonly int _ring; // samples that ring on beyond the ends of a halved signal and are kept; librosa cuts them
    private readonly int _pad; // zeros before and behind the signal: half the longest frame, or what rings on
    private readonly int _scratchFloats;
    private readonly LogCompression? _log;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="options">The filters; null for librosa's defaults.</param>
    /// <param name="log">Compression of the magnitudes, such as <see cref="LogCompression.AmplitudeDecibel"/>; null leaves them.</param>
    /// <exception cref="ArgumentException">The top filter reaches above half the sample rate, or the longest is too long.</exception>
    public ConstantQ(int sampleRate, ConstantQOptions? options = null, LogCompression? log = null)
    {
        Options = options ?? new();
        (SampleRate, _log) = (sampleRate, log);
        _bank = new ConstantQBank(sampleRate, Options);
        int perOctave = Math.Min(Options.BinsPerOctave, Bins), count = (Bins + perOctave - 1) / perOctave;
        // Room above the top filter lets the signal be halved before the first octave, where the hop leaves one halving for every octave after it.
        int halvings = int.TrailingZeroCount(HopLength), room = (int)Math.Ceiling(Math.Log2(sampleRate / 2.0 / _bank.Cutoff)) - 2;
        int level = Math.Clamp(room, 0, Math.Max(0, halvings - count + 1));
        _octaves = new ConstantQOctave[count];
        for (int o = 0; o < count; o++, level = Math.Min(level + 1, halvings))
        {
            int first = Math.Max(0, Bins - (o + 1) * perOctave), bins = Bins - o * perOctave - first, length = _bank.FftLength(first, level);
            if (2L * bins * length > MaxMatrix)
            {
                throw new ArgumentException($"The filters at {_bank.Frequencies[first]:f1} Hz need {length} samples a frame for {bins} bins, "
                    + $"more than can be held. A HopLength that can be halved more often than {HopLength} makes them shorter.", nameof(options));
            }
            _octaves[o] = new ConstantQOctave(_bank, Options, first, bins, level);
        }
        _ring = Options.WaveletRate == WaveletRate.Signal ? Halving.Reach : 0;
        _pad = Math.Max(_octaves.Max(octave => octave.Length) / 2, _ring);
        _scratchFloats = Block * _octaves.Max(octave => octave.Stride);
    }

    /// <summary>The filters' options.</summary>
    public ConstantQOptions Options { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Bins => Options.Bins;

    /// <inheritdoc/>
    public int HopLength => Options.HopLength;

    /// <summary>Centre frequencies in Hz, ascending, shape [Bins].</summary>
    public ReadOnlySpan<double> Frequencies => _bank.Frequencies;

    /// <summary>Filter lengths in samples, not rounded, shape [Bins].</summary>
    public ReadOnlySpan<double> Lengths => _bank.Lengths;

    /// <summary>Upper edge of the top filter in Hz: half its noise bandwidth above its centre.</summary>
    public double Cutoff => _bank.Cutoff;

    /// <inheritdoc/>
    public int FrameCount(int samples) => Require.NotNegative(samples) == 0 ? 0 : 1 + samples / HopLength;

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        Require.Length(frames.Length, (long)FrameCount(samples.Length) * Bins, nameof(frames));
        Run(samples, frames, complex: false);
        if (_log is not { } log) return;
        switch (Simd.Width)
        {
            case 512: Compress<Simd512>(log, frames); break;
            case 256: Compress<Simd256>(log, frames); break;
            default: Compress<Simd128>(log, frames); break;
        }
    }

    /// <summary>Transforms a whole signal and keeps phases, without compression.</summary>
    /// <param name="samples">Mono samples, shape [n], finite.</param>
    /// <param name="frames">Filled, shape [FrameCount(n), Bins, 2], row-major: real and imaginary part.</param>
    /// <exception cref="MusicRecException">A sample is NaN or infinite; the message tells the first.</exception>
    public void TransformComplex(ReadOnlySpan<float> samples, Span<float> frames)
    {
        Require.Length(frames.Length, (long)FrameCount(samples.Length) * Bins * 2, nameof(frames));
        Run(samples, frames, complex: true);
    }

    private void Run(ReadOnlySpan<float> samples, Span<float> frames, bool complex)
    {
        FiniteSamples.Require(samples);
        int n = samples.Length, size = Framing.Values(n + 2L * _pad + HopLength, 1);
        float[] signal = ArrayPool<float>.Shared.Rent(size), next = ArrayPool<float>.Shared.Rent(size);
        float[] scratch = ArrayPool<float>.Shared.Rent(_scratchFloats);
        samples.CopyTo(signal.AsSpan(_pad));
        int level = 0;
        foreach (var octave in _octaves)
        {
            for (; level < octave.Level; level++, n = (n + 1) / 2)
            {
                int ring = level == 0 ? 0 : _ring;
                Halving.Shared.Run(signal.AsSpan(_pad - ring, n + 2 * ring), ring - 2 * _ring, next.AsSpan(_pad - _ring, (n + 1) / 2 + 2 * _ring));
                (signal, next) = (next, signal);
            }
            ClearAround(signal, n, level == 0 ? 0 : _ring);
            Respond(octave, signal, scratch, frames, complex);
        }
        ArrayPool<float>.Shared.Return(signal);
        ArrayPool<float>.Shared.Return(next);
        ArrayPool<float>.Shared.Return(scratch);
    }

    private static void Compress<V>(LogCompression log, Span<float> values) where V : unmanaged, ISimd<V>
    {
        float gain = (float)log.Gain, bias = (float)log.Bias, floor = (float)log.Floor, scale = (float)log.Scale;
        float* last = stackalloc float[V.Count];
        int rest = values.Length % V.Count;
        values[^rest..].CopyTo(new Span<float>(last, rest));
        LaneLog.Run<V>(last, 1, gain, bias, floor, scale);
        fixed (float* all = values) LaneLog.Run<V>(all, values.Length / V.Count, gain, bias, floor, scale);
        new Span<float>(last, rest).CopyTo(values[^rest..]);
    }

    private void ClearAround(float[] signal, int n, int ring)
    {
        signal.AsSpan(0, _pad - ring).Clear();
        signal.AsSpan(_pad + n + ring, _pad - ring).Clear();
    }

    private void Respond(ConstantQOctave octave, float[] signal, float[] scratch, Span<float> frames, bool complex)
    {
        int values = complex ? 2 * Bins : Bins, count = frames.Length / values, hop = HopLength >> octave.Level;
        fixed (float* from = &signal[_pad - octave.Length / 2], work = scratch, to = frames)
        {
            for (int first = 0; first < count; first += Block)
            {
                int rows = Math.Min(Block, count - first);
                octave.Respond(from + (nint)first * hop, hop, rows, work);
                if (complex) octave.Interleave(work, rows, to + (nint)first * values, Bins);
                else octave.Magnitude(work, rows, to + (nint)first * values, Bins);
            }
        }
    }
}
