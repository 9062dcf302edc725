using System.Buffers;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Band-limited conversion between two sample rates. The ratio is reduced to L / M; output i is
/// y[i] = scale sum_s x[s] h(i M / L - s) with the filter h of <see cref="ResampleFilter"/>.
/// G outputs (a multiple of L) see the signal through one fixed matrix, and the next G see it M G / L samples later,
/// so the whole conversion is one matrix product whose left side overlaps itself. Half the rate is made by <see cref="Halving"/> instead.
/// A plan: tables are built once; thread-safe.</summary>
public sealed unsafe class Resampler
{
    private const long MaxMatrix = 1 << 22; // floats; rates with a large L, such as 44,100 to 44,101, go output by output instead
    private const int MinGroup = 48; // three registers of any width
    private const int Halves = 16; // pairs of blocks that a worker takes at a time, a multiple of every register's lanes
    private const int Chunk = 128; // groups a worker takes at a time, a multiple of the product's rows

    private readonly int _up, _down, _group, _step, _window, _stride;
    private readonly double _half, _scale; // half length of the filter in input samples; input samples a period of the lower rate
    private readonly Halving? _halving; // for 2 to 1
    private readonly float[]? _matrix; // [window, stride], zeros beyond the group; for all other ratios of small numbers

    /// <summary>Makes the plan.</summary>
    /// <param name="fromRate">Input samples per second, 1 to 2^24.</param>
    /// <param name="toRate">Output samples per second, 1 to 2^24.</param>
    public Resampler(int fromRate, int toRate)
    {
        FromRate = Require.Between(fromRate, 1, 1 << 24);
        ToRate = Require.Between(toRate, 1, 1 << 24);
        int common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(fromRate, toRate);
        (_up, _down) = (toRate / common, fromRate / common);
        _scale = Math.Max(1, (double)_down / _up);
        _half = ResampleFilter.HalfLength * _scale;
        if ((_up, _down) == (1, 2))
        {
            (_halving, _group, _step, _window) = (Halving.Shared, Halving.Outputs, Halving.Step, Halving.Window);
            return;
        }
        int repeats = (MinGroup + _up - 1) / _up;
        long group = (long)_up * repeats, step = (long)_down * repeats, window = 2 * (long)Math.Ceiling(_half) + step + 1;
        if (group * window > MaxMatrix) return;
        (_group, _step, _window) = ((int)group, (int)step, (int)window);
        _stride = FrameProducts.Stride(_group);
        _matrix = GC.AllocateArray<float>(_stride * _window, pinned: true);
        for (int s = 0; s < _window; s++)
            for (int g = 0; g < _group; g++) _matrix[s * _stride + g] = Weight((double)g * _down / _up - (s - Lead));
    }

    /// <summary>Input samples per second.</summary>
    public int FromRate { get; }

    /// <summary>Output samples per second.</summary>
    public int ToRate { get; }

    /// <summary>Input samples before a group's own time that its first output needs.</summary>
    internal int Lead => _halving is null ? (int)Math.Ceiling(_half) : Halving.Reach;

    internal (int Group, int Step, int Window) Shape => (_group, _step, _window);

    /// <summary>Whether outputs are computed in groups; else one by one.</summary>
    internal bool Grouped => _window > 0;

    /// <summary>Samples that <paramref name="length"/> input samples give: ceil(length x toRate / fromRate).</summary>
    public long OutputLength(long length) => (long)((Int128)Require.NotNegative(length) * _up + _down - 1) / _down;

    /// <summary>Converts one channel. The signal is taken as zero outside.</summary>
    /// <param name="input">Samples at the input rate.</param>
    /// <param name="output">Filled; length <see cref="OutputLength"/>.</param>
    /// <param name="threads">Threads to use; 0 uses all cores. The result does not depend on it.</param>
    /// <exception cref="MusicRecException">A sample is NaN or infinite; the message tells the first.</exception>
    public void Transform(ReadOnlySpan<float> input, Span<float> output, int threads = 1)
    {
        Require.Length(output.Length, OutputLength(input.Length), nameof(output));
        FiniteSamples.Require(input);
        if (_halving is not null)
        {
            Halve(input, output, WorkerTeam.Threads(threads));
            return;
        }
        if (_matrix is null)
        {
            OneByOne(input, 0, 0, output);
            return;
        }
        int groups = (output.Length + _group - 1) / _group;
        if (groups == 0) return;
        var padded = GC.AllocateUninitializedArray<float>((groups - 1) * _step + _window, pinned: true);
        padded.AsSpan().Clear();
        int body = Math.Min(input.Length, padded.Length - Lead);
        input[..body].CopyTo(padded.AsSpan(Lead));
        var whole = output[..(output.Length / _group * _group)];
        fixed (float* from = padded, to = whole) Groups(from, output.Length / _group, to, WorkerTeam.Threads(threads));
        if (whole.Length == output.Length) return;
        Span<float> last = new float[_group];
        fixed (float* from = &padded[(groups - 1) * _step], to = last) Groups(from, 1, to, 1);
        last[..(output.Length - whole.Length)].CopyTo(output[whole.Length..]);
    }

    /// <summary>Converts all channels of a clip; returns the clip itself where it already has the rate.</summary>
    public static AudioClip Resample(AudioClip clip, int rate)
    {
        if (Require.NotNull(clip).SampleRate == rate) return clip;
        var plan = new Resampler(clip.SampleRate, rate);
        var channels = new float[clip.Channels][];
        long length = plan.OutputLength(clip.Length);
        if (length > Array.MaxLength)
            throw new ArgumentException($"{clip.Length} samples at {rate} Hz would be {length}; convert it in parts.", nameof(rate));
        for (int c = 0; c < channels.Length; c++) plan.Transform(clip[c], channels[c] = new float[length], threads: 0);
        return new AudioClip(rate, channels) { IsTruncated = clip.IsTruncated };
    }

    /// <summary>The definition, output by output in double. Tests compare the product with it.</summary>
    internal void Reference(ReadOnlySpan<float> input, Span<float> output) => OneByOne(input, 0, 0, output);

    /// <summary>Groups whose windows start at <paramref name="from"/>, from + step, ...; its bits do not depend on how many.</summary>
    internal void Groups(float* from, int groups, float* to, int threads)
    {
        if (_halving is not null)
        {
            _halving.Run(new ReadOnlySpan<float>(from, (groups - 1) * _step + _window), Lead, new Span<float>(to, groups * _group));
            return;
        }
        WorkerTeam.Shared.Run((groups + Chunk - 1) / Chunk, threads, (chunk, _) =>
        {
            nint first = chunk * Chunk;
            Product(from + first * _step, Math.Min(Chunk, groups - (int)first), to + first * _group);
        });
    }

    private void Product(float* from, int groups, float* to)
    {
        bool padded = _stride > _group; // then rows are made where there is room for their padding, and copied
        float[] rented = padded ? ArrayPool<float>.Shared.Rent(groups * _stride) : [];
        fixed (float* matrix = _matrix, rows = rented)
        {
            float* y = padded ? rows : to;
            switch (Simd.Width)
            {
                case 512: FrameProducts.Run<Simd512>(from, _step, groups, _window, matrix, _stride, y); break;
                case 256: FrameProducts.Run<Simd256>(from, _step, groups, _window, matrix, _stride, y); break;
                default: FrameProducts.Run<Simd128>(from, _step, groups, _window, matrix, _stride, y); break;
            }
            for (int g = 0; padded && g < groups; g++) new Span<float>(y + g * _stride, _group).CopyTo(new Span<float>(to + g * _group, _group));
        }
        if (padded) ArrayPool<float>.Shared.Return(rented);
    }

    private void Halve(ReadOnlySpan<float> input, Span<float> output, int threads)
    {
        int length = input.Length, count = output.Length, chunk = Halves * Halving.Outputs;
        fixed (float* from = input, to = output)
        {
            nint x = (nint)from, y = (nint)to; // a lambda takes no pointers
            WorkerTeam.Shared.Run((count + chunk - 1) / chunk, threads, (c, _) => _halving!.Run(new ReadOnlySpan<float>((float*)x, length),
                2 * c * chunk, new Span<float>((float*)y + c * chunk, Math.Min(chunk, count - c * chunk))));
        }
    }

    /// <summary>Outputs <paramref name="firstOutput"/> and on, by the definition, of a signal whose samples from <paramref name="firstInput"/> on
    /// are here; it is zero outside.</summary>
    internal void OneByOne(ReadOnlySpan<float> input, long firstInput, long firstOutput, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            var (first, last, at) = Window(firstOutput + i);
            (first, last) = (Math.Max(firstInput, first), Math.Min(firstInput + input.Length - 1, last));
            double sum = 0;
            for (long s = first; s <= last; s++) sum += input[(int)(s - firstInput)] * (double)Weight(at - s);
            output[i] = (float)sum;
        }
    }

    /// <summary>The input samples that an output needs, and its time in input samples.</summary>
    internal (long First, long Last, double At) Window(long output)
    {
        var (whole, part) = Int128.DivRem((Int128)output * _down, _up);
        double at = (double)(long)whole + (double)(long)part / _up;
        return ((long)Math.Ceiling(at - _half), (long)Math.Floor(at + _half), at);
    }

    private float Weight(double samples) => (float)(ResampleFilter.At(samples / _scale) / _scale);
}
