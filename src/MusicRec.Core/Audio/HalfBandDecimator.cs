using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Decimation by two of a signal of which only the lower part, up to a given share of the new Nyquist frequency, will be used. What the
/// transition band lets through folds into the unused part. A Kaiser-windowed half-band filter (Kaiser 1974); gain 1, no delay: y[i] stands at x[2
/// i].</summary>
internal sealed unsafe class HalfBandDecimator
{
    private const double StopDecibels = 115, MaxPass = 0.96;
    private const int Block = 1024;

    private readonly float[] _taps;

    /// <param name="pass">Highest frequency used, in shares of the new Nyquist frequency.</param>
    public HalfBandDecimator(double pass)
    {
        double width = Math.PI * (1 - Math.Min(pass, MaxPass)), beta = 0.1102 * (StopDecibels - 8.7);
        int count = (int)Math.Ceiling((StopDecibels - 7.95) / (2.285 * width) / 4);
        _taps = new float[count];
        var taps = new double[count];
        for (int j = 0; j < count; j++)
        {
            double t = 2 * j + 1, u = t / (2 * count);
            taps[j] = Math.Sin(Math.PI * t / 2) / (Math.PI * t) * ResampleFilter.Bessel0(beta * Math.Sqrt(1 - u * u)) / ResampleFilter.Bessel0(beta);
        }
        double gain = 0.25 / taps.Sum(); // both sides together pass 0 Hz by 1/2
        for (int j = 0; j < count; j++) _taps[j] = (float)(taps[j] * gain);
    }

    /// <summary>Taps 1, 3, 5, ... of one side.</summary>
    public ReadOnlySpan<float> Taps => _taps;

    /// <summary>Zeros that must lie on both sides of a signal.</summary>
    public int Around => 2 * Margin;

    /// <summary>Floats of scratch.</summary>
    public int ScratchFloats => 2 * (Block + 2 * Margin);

    private int Margin => _taps.Length + 64; // pairs beyond both ends of a block: taps, and the kernel's last group

    /// <summary>Decimates, block by block in the first cache.</summary>
    /// <param name="x">n samples, <see cref="Around"/> zeros before and behind.</param>
    /// <param name="n">Their number.</param>
    /// <param name="y">ceil(n / 2) samples; 63 floats beyond are overwritten.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/>.</param>
    public void Run(float* x, int n, float* y, float* scratch)
    {
        float* even = scratch + Margin, odd = even + Block + 2 * Margin;
        fixed (float* taps = _taps)
        {
            for (int first = 0, total = (n + 1) / 2; first < total; first += Block)
            {
                int count = Math.Min(Block, total - first);
                HalfBand.Split(x + 2L * (first - Margin), even - Margin, odd - Margin, count + 2 * Margin - 1);
                switch (Simd.Width)
                {
                    case 512: HalfBand.Run<Simd512>(even, odd, taps, _taps.Length, y + first, count); break;
                    case 256: HalfBand.Run<Simd256>(even, odd, taps, _taps.Length, y + first, count); break;
                    default: HalfBand.Run<Simd128>(even, odd, taps, _taps.Length, y + first, count); break;
                }
            }
        }
    }
}
